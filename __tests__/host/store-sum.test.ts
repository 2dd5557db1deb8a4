import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const store = readFileSync(join(__dirname, '../../src/host/store.sh'), 'utf8');

describe.each([['dash'], ['bash', '--posix'], ['busybox', 'sh']])('the digest of what comes in, by %s %s', (...words) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockgate-sum-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const programOf = (name: string): string => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  /** With these programs and no others. */
  const sum = (input: Buffer): string => {
    const [program = '', ...more] = words;
    writeFileSync(join(folder, 'script'), `${store}\nlg_store_sum\n`);
    return execFileSync(programOf(program), [...more, join(folder, 'script')], { input, encoding: 'utf8', env: { PATH: folder } });
  };

  test.each(['by openssl', 'by openssl alone', 'without openssl', 'with an openssl that fails', 'with one that says nonsense'])('%s', (how) => {
    if (how !== 'by openssl alone') symlinkSync(programOf('sha256sum'), join(folder, 'sha256sum'));
    if (how.startsWith('by')) symlinkSync(programOf('openssl'), join(folder, 'openssl'));
    if (how.startsWith('with ')) writeFileSync(join(folder, 'openssl'), `#!/bin/sh\n${how.endsWith('fails') ? 'exit 1' : 'echo MD5 not allowed'}\n`, { mode: 0o755 });
    for (const input of [Buffer.alloc(0), Buffer.alloc(300_000, 'x')]) expect(sum(input).split(' ')[0]).toBe(createHash('sha256').update(input).digest('hex'));
  });
});
