// Loaded into each action: what its memory was at most, by the kernel's own count, when it ends.
const { appendFileSync, readFileSync } = require('node:fs');

process.on('exit', () => {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  appendFileSync(process.env.BENCH_MEMORY, `${require('node:path').basename(process.argv[1])} ${peak[1]}\n`);
});
