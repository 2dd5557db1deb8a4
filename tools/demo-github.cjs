// Plain CommonJS for any Node: says what is missing before anything that needs a newer one is loaded.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const root = join(__dirname, '..');
const problems = [];
if (Number(process.versions.node.split('.')[0]) < 20) problems.push(`Node 20 or later is needed, this is ${process.version}`);
if (process.platform !== 'linux') problems.push(`the demo's server is this machine, and it must be Linux; this is ${process.platform} (in WSL or a container it works)`);
const python = spawnSync('python3', ['-c', 'import sqlite3, sys; print(sys.version_info >= (3, 7))'], { encoding: 'utf8' });
if (python.error !== undefined) problems.push('Python 3 is needed for the application of the demo: there is no python3 on the PATH');
else if (python.stdout.trim() !== 'True') problems.push('Python 3.7 or later with its sqlite3 module is needed for the application of the demo');
for (const program of ['git', 'flock', 'tar']) {
  if (spawnSync(program, ['--version']).error !== undefined) problems.push(`the program ${program} is not on the PATH`);
}
if (!existsSync(join(root, 'node_modules/tsx'))) problems.push('the packages are not installed: run npm ci first');
if (!existsSync(join(root, 'dist/index.js'))) problems.push('dist/index.js is missing: run npm run build');
for (const problem of problems) console.error(`demo: ${problem}`);
if (problems.length > 0) process.exit(1);

const loader = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
const child = spawn(process.execPath, ['--import', loader, join(root, 'tools/demo/main.ts')], { stdio: 'inherit' });
// A Ctrl-C reaches both of us, a signal from elsewhere only this process. The child cleans up and decides on the exit code.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
