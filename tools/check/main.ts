import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly input?: string;
}

/** The library is one program in several files: a variable that one sets and another reads is neither unset nor unused. */
const library = (): string =>
  readdirSync(join(root, 'src/host'))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => `. ./src/host/${name}\n`)
    .join('');

/** Each runs whatever became of the others, so that one run tells everything. */
const CHECKS: readonly Check[] = [
  { name: 'lint', command: ['eslint', '--max-warnings', '0', '.'] },
  { name: 'imports', command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'tools'] },
  { name: 'shell', command: ['shellcheck', '--shell=sh', '--external-sources', '--check-sourced', '-'], input: library() },
  { name: 'shell', command: ['shellcheck', '.ci/run', '__tests__/bench/by-hand/parts.sh', '__tests__/bench/by-hand/multiplexed.sh', '__tests__/bench/by-hand/heredoc.sh', '__tests__/bench/by-hand/digest.sh'] },
  { name: 'workflows', command: ['tsx', 'tools/check/workflows/main.ts'] },
  { name: 'links', command: ['tsx', 'tools/check/links/main.ts'] },
  { name: 'types', command: ['tsc', '--project', '.'] },
  { name: 'generated', command: ['tsx', 'tools/generate/main.ts', '--check'] },
  { name: 'dist', command: ['tsx', 'tools/build/main.ts', '--check'] },
];

function run({ name, command: [program, ...words], input = '' }: Check): boolean {
  const bin = join(root, 'node_modules/.bin');
  const ended = spawnSync(program, words, { cwd: root, encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` } });
  const passed = ended.status === 0;
  console.log(`${passed ? '✓' : '✗'} ${name}: ${[program, ...words].join(' ')}`);
  if (ended.error !== undefined) {
    const missing = 'code' in ended.error && ended.error.code === 'ENOENT';
    console.log(missing ? `  ${program} is not installed: apt-get install ${program}` : `  ${ended.error.message}`);
  } else if (!passed) console.log(`${ended.stdout}${ended.stderr}`.trimEnd());
  return passed;
}

function main(wanted: readonly string[]): void {
  const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) throw new Error(`no check is called ${unknown.join(', ')}; there are ${[...new Set(CHECKS.map(({ name }) => name))].join(', ')}`);
  const results = CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).map(run);
  const passed = results.filter(Boolean).length;
  const failed = results.length - passed;
  mkdirSync(join(root, '.build'), { recursive: true });
  writeFileSync(join(root, '.build/check.json'), JSON.stringify({ passed, failed }));
  console.log(`${String(passed)} passed, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main(process.argv.slice(2));
