process.env.RUNNER_TEMP && require('node:module').enableCompileCache?.(`${process.env.RUNNER_TEMP}/lockgate-compiled`);
require('./index.js').post('rolling-deploy');
