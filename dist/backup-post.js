process.env.RUNNER_TEMP && require('node:module').enableCompileCache?.(`${process.env.RUNNER_TEMP}/lockgate-compiled`);
if (process.env['STATE_lease-may-be-held']) require('./index.js').post('backup');
