import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { CACHE, withLock } from '../../../tools/test-server/cache';
import { isAlive, ownLabel } from '../../../tools/test-server/owner';
import { readSetupBlocks } from '../../../tools/test-server/setup-page';

describe('the page that sets a server up', () => {
  it('is read block by block, below its headings', () => {
    const text = '# Page\n\n    not this\n\n## One\n\n```sh\na\n\nb\n```\n\n```yaml\nnot: this\n```\n\n## Two\n\n```sh\nc\n```\n';
    expect(readSetupBlocks(text)).toEqual([{ topic: 'One', script: 'a\n\nb\n' }, { topic: 'Two', script: 'c\n' }]);
    expect(() => readSetupBlocks('## One\n\n```sh\na\n')).toThrow('the block below "One" has no end');
  });

  it('has one block for each topic', () => {
    const topics = readSetupBlocks().map(({ topic }) => topic);
    expect(topics).toEqual(['Programs', 'Users and folders', 'Database', 'Settings of the application', 'Unit and site', 'Rights', 'A user for plans']);
  });
});

describe('the owner of a container', () => {
  it('is alive as long as its process, and is no other with the same number', async () => {
    const owner = ownLabel().split('=')[1] ?? '';
    expect(isAlive(owner)).toBe(true);
    expect(isAlive(owner.replace(/-\d+$/, '-1'))).toBe(false);
    expect(isAlive('')).toBe(false);
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const its = ownLabel(child.pid).split('=')[1] ?? '';
    expect(isAlive(its)).toBe(true);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(isAlive(its)).toBe(false);
  });
});

describe('a lock', () => {
  const name = `lockgate-unit-${String(process.pid)}`;
  afterAll(() => {
    rmSync(join(CACHE, `${name}.lock`), { force: true });
  });

  it('lets one at a time work, also after one that failed', async () => {
    const seen: string[] = [];
    const work = (id: string) => withLock(name, async () => {
      seen.push(`${id} in`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${id} out`);
      if (id === 'a') throw new Error('failed');
    });
    await Promise.allSettled([work('a'), work('b'), work('c')]);
    expect(seen).toHaveLength(6);
    for (let index = 0; index < 6; index += 2) expect(seen[index + 1]).toBe(seen[index]?.replace('in', 'out'));
  });

  it('ends with its holder, however that ends', async () => {
    const holder = spawn(process.execPath, ['-e', `
      const { spawn } = require('node:child_process');
      const lock = spawn('flock', [process.argv[1], 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
      lock.stdout.once('data', () => process.kill(process.pid, 'SIGKILL'));
    `, join(CACHE, `${name}.lock`)], { stdio: 'inherit' });
    await once(holder, 'exit');
    expect(await withLock(name, () => Promise.resolve('mine'))).toBe('mine');
  });
});
