import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ProgramName, PROGRAMS, provideProgram } from '../programs';
import { provideImages } from '../test-server/images';
import { canInstall, installPackages } from './debian';
import { provideDocker } from './docker';
import { filesThatNeed, findMissing, REQUIREMENTS } from './requirements';
import { type Count, count, type JestResult, sentence } from './summary';

const root = join(__dirname, '../..');
const build = join(root, '.build');
/** What has not ended by then hangs. */
const DEADLINE_MS = 75 * 60_000;

/** False where something is missing that cannot be installed here; it has been named then. */
function providePrograms(): boolean {
  const missing = findMissing(REQUIREMENTS);
  if (missing.length === 0) return true;
  console.log(`Some tests need programs that this machine lacks: ${missing.map(({ program }) => program).join(', ')}.`);
  if (canInstall()) installPackages([...new Set(missing.flatMap((one) => [one.package, ...(one.with ?? [])]))]);
  const still = findMissing(missing);
  for (const one of still) console.log(`missing: ${one.program} (package ${one.package}): ${one.why}`);
  return still.length === 0;
}

async function provideEngine(): Promise<boolean> {
  const files = filesThatNeed(join(root, '__tests__'), 'docker');
  if (files.length === 0) return true;
  if (await provideDocker(root)) return provideServers();
  for (const file of files) console.log(`not run, for want of a Docker engine: __tests__/${file}`);
  return false;
}

/** Made before the tests that start them, whose deadlines are meant for tests. */
async function provideServers(): Promise<boolean> {
  console.log('Providing the images of the test servers: a minute or two where this machine has not made them yet.');
  try {
    for (const image of await provideImages()) console.log(`  ${image}`);
    return true;
  } catch (error) {
    console.log(`The images of the test servers cannot be made: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** The same of programs that tests ask for. One that cannot be had fails the tests that need it, and no others. */
async function provideMade(): Promise<void> {
  for (const name of Object.keys(PROGRAMS) as ProgramName[]) {
    try {
      await provideProgram(name);
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
}

function runJest(words: readonly string[]): Count {
  const output = join(build, 'jest.json');
  rmSync(output, { force: true });
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const ended = spawnSync(process.execPath, [jest, '--ci', '--json', '--outputFile', output, ...words], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], timeout: DEADLINE_MS, killSignal: 'SIGKILL' });
  return count(existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as JestResult) : undefined, ended.status);
}

async function main(words: readonly string[]): Promise<void> {
  mkdirSync(build, { recursive: true });
  const programs = providePrograms();
  const [engine] = await Promise.all([provideEngine(), provideMade()]);
  const ready = programs && engine;
  if (!ready) console.log('Nothing was run. Install what is missing, or run what needs none of it: npm run test:fast');
  const counted = ready ? runJest(words) : { passed: 0, failed: 1 };
  writeFileSync(join(build, 'test.json'), JSON.stringify(counted));
  console.log(sentence(counted));
  process.exitCode = counted.failed === 0 ? 0 : 1;
}

void main(process.argv.slice(2));
