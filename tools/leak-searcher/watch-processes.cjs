// Watches the argument lists of every process of this machine, and the environments of those that belong to one process or
// name a folder in theirs, until its input ends; then it prints what it saw, one JSON value a line. A program of its own, so
// that the one who started it cannot hold it up.
const { closeSync, openSync, readSync, readdirSync, readFileSync } = require('node:fs');

const [everyMs, root, mark] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const buffer = Buffer.alloc(4 * 1024 * 1024);
const seen = new Map();
let rounds = 0;

/** Bytes as latin1; empty for a process that ended, belongs to somebody else, or belongs to the kernel. */
function read(path) {
  let file;
  try {
    file = openSync(path, 'r');
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, null));
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function parentOf(pid) {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The environments of strangers are nobody's business. */
function belongs(pid, environment) {
  if (mark !== '' && environment.includes(mark)) return true;
  for (let one = pid; one > 1; one = parentOf(one)) if (one === root) return one !== pid;
  return false;
}

function note(pid, kind, text) {
  const key = `${pid} ${kind} ${text}`;
  if (text === '' || seen.has(key)) return;
  const mine = kind === 'arguments' || belongs(Number(pid), text);
  seen.set(key, !mine ? undefined : { pid: Number(pid), parent: parentOf(pid), kind, text });
}

let last = new Map();
function look() {
  const began = performance.now();
  rounds += 1;
  const now = new Map();
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    const words = read(`/proc/${pid}/cmdline`);
    now.set(pid, words);
    // With the words of a process its environment stays the same.
    if (last.get(pid) === words) continue;
    note(pid, 'arguments', words);
    note(pid, 'environment', read(`/proc/${pid}/environ`));
  }
  last = now;
  // On a machine with many processes the watch takes no more than half of a core.
  timer = setTimeout(look, Math.max(everyMs, performance.now() - began));
}

let timer;
look();
process.stdout.write('ready\n');
process.stdin.resume();
process.stdin.on('end', () => {
  clearTimeout(timer);
  process.stdout.write(`${JSON.stringify({ rounds })}\n${[...seen.values()].filter(Boolean).map((one) => `${JSON.stringify(one)}\n`).join('')}`);
});
