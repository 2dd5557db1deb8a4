import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { claim, disclaim, removeLeftovers } from '../../../src/cli/demo/leftovers';

let place = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'lockgate-test-leftovers-')));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(place, { recursive: true, force: true });
});

function folder(name: string): string {
  const path = join(place, name);
  mkdirSync(join(path, 'server'), { recursive: true });
  writeFileSync(join(path, 'server/store.db'), 'rows');
  return path;
}

async function start(cwd: string): Promise<ChildProcess> {
  const child = spawn('sleep', ['600'], { cwd, stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('a demo that was killed is removed by the next one, with the processes that it left', async () => {
  const dead = folder('lockgate-demo-dead');
  const demo = await start(place);
  claim(dead, demo.pid);
  const shop = await start(join(dead, 'server'));
  const ended = once(shop, 'exit');
  await expect(removeLeftovers(place)).resolves.toEqual([]);

  await kill(demo);
  await expect(removeLeftovers(place)).resolves.toEqual([dead]);
  expect(existsSync(dead)).toBe(false);
  await expect(ended).resolves.toEqual([null, 'SIGKILL']);
});

test('nothing else is touched: one that runs, one that was kept, one of another container, a link, one that says nothing of use', async () => {
  const demo = await start(place);
  const running = folder('lockgate-demo-running');
  claim(running);
  const kept = folder('lockgate-demo-kept');
  const elsewhere = folder('lockgate-demo-elsewhere');
  const target = folder('target');
  for (const one of [kept, elsewhere, target]) claim(one, demo.pid);
  disclaim(kept);
  await kill(demo);
  const owner = JSON.parse(readFileSync(join(elsewhere, 'owner'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(elsewhere, 'owner'), JSON.stringify({ ...owner, namespace: 'pid:[1]' }));
  symlinkSync(target, join(place, 'lockgate-demo-link'));
  writeFileSync(join(folder('lockgate-demo-strange'), 'owner'), 'mine');

  await expect(removeLeftovers(place)).resolves.toEqual([]);

  // Of before the machine began again, nobody's number means anything.
  writeFileSync(join(elsewhere, 'owner'), JSON.stringify({ ...owner, boot: 'another', namespace: 'pid:[1]' }));
  await expect(removeLeftovers(place)).resolves.toEqual([elsewhere]);
});
