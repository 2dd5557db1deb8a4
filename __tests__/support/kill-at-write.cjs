// Ends the process at its n-th call that changes a file, as a power cut would: before it, since nothing is told of it afterwards.
const fs = require('node:fs');

let left = Number(process.env.KILL_AT_WRITE);
for (const name of ['mkdirSync', 'openSync', 'writeSync', 'linkSync', 'renameSync', 'rmSync']) {
  const original = fs[name];
  fs[name] = (...words) => {
    if (name !== 'openSync' || words[1] === 'w') {
      left -= 1;
      if (left === 0) process.kill(process.pid, 'SIGKILL');
    }
    return original(...words);
  };
}
