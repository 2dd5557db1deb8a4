import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { REPOSITORY } from '../support/job';
import { mintKey } from '../support/ssh-server';
import { Rig, type Typed } from '../support/rig';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
  rig.configure((text) => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms').replace('attempts: 10', 'attempts: 6').replace(/notify: .*\n/, ''));
});
afterAll(async () => {
  await rig.close();
});

const stranger = mintKey().private;
/** What was typed, elsewhere or otherwise, and what must come of it. */
const MISTAKES: readonly [what: string, words: readonly string[], env: Readonly<Record<string, string>>, code: number, says: readonly RegExp[]][] = [
  ['a verb that is none', ['deplyo'], {}, 2, [/no verb "deplyo"/, /write lockgate deploy/]],
  ['an option that is none', ['status', '--enviroment', 'x'], {}, 2, [/write --environment/]],
  ['an environment that is none', ['status', '-e', 'prodution'], {}, 2, [/did you mean "production"/]],
  ['a choice that is none', ['deploy', '--scope', 'some'], {}, 2, [/all or application or migrations or configuration/]],
  ['a folder that is none', ['status', '--directory', 'nowhere'], {}, 2, [/--directory/]],
  ['a file that is none', ['validate', '--config', 'other.yml'], {}, 2, [/LG-CONFIG-FILE/, /--config/]],
  ['a host that is none', ['logs', '--host', 'wbe'], {}, 2, [/did you mean "web"/]],
  ['a time that is none', ['logs', '--since', 'yesterday'], {}, 2, [/--since 10m/]],
  ['no command', ['exec'], {}, 2, [/-- command/]],
  ['a document without an end', ['logs', '--follow', '--json'], {}, 2, [/--follow/]],
  ['no key and no agent', ['status'], { DEPLOY_KEY: '' }, 2, [/LG-SECRET-MISSING/, /export DEPLOY_KEY/, /ssh-add/]],
  ['no address', ['status'], { SHOP_HOST: '' }, 2, [/SHOP_HOST/, /lockgate\.yml:\d+:\d+/, /export SHOP_HOST=…/]],
  [
    'what is not set',
    ['validate'],
    { SHOP_HOST: '', SHOP_URL: '', DEPLOY_KEY: '' },
    2,
    [/^✗ validate: 2 problems/m, /variable SHOP_URL is not set, and production cannot be read without it: url at \S+:\d+:\d+/, /SHOP_HOST +variable, for hosts\.web of production; here: export SHOP_HOST=…; in a workflow: env: \{ SHOP_HOST: \$\{\{ vars\.SHOP_HOST \}\} \}/, /DEPLOY_KEY +secret, for ssh\.key of production; here: .* or an ssh agent; in a workflow: .*secrets\.DEPLOY_KEY/],
  ],
  ['a key that nobody lets in', ['status'], { DEPLOY_KEY: stranger }, 3, [/LG-SSH-AUTH/, /authorized_keys/]],
  ['a host key that is not pinned', ['status'], { LOCKGATE_KNOWN_HOSTS: '' }, 2, [/LG-SSH-KNOWN-HOSTS/]],
];

const told = ({ log }: Typed): void => {
  expect(log).not.toMatch(/\n\s+at .*\.(js|ts):\d+/);
  expect(log).toMatch(/next {6}/);
  // Of a function of ours, what it does.
  expect(log).not.toMatch(/\blg_[a-z]/);
};

it.each(MISTAKES)('%s is told in a few lines', async (_what, words, env, code, says) => {
  const typed = await rig.type(words, { env });
  expect([typed.code, typed.log]).toEqual([code, expect.anything()]);
  for (const one of says) expect(typed.log).toMatch(one);
  told(typed);
});

it('a network that is gone is told, with a code of its own', async () => {
  rig.proxy.refusing = true;
  try {
    const typed = await rig.cli('status', '--json');
    expect([typed.code, typed.stderr]).toEqual([3, expect.stringContaining('LG-SSH')]);
    expect(JSON.parse(typed.stdout)).toMatchObject({ exit: 3, data: { hosts: [{ host: 'web', reachable: false }] } });
  } finally {
    rig.proxy.refusing = false;
  }
});

it('helps, and says which version it is', async () => {
  const all = await rig.cli('help');
  expect([all.code, all.stdout]).toEqual([0, expect.stringContaining('Exit codes:')]);
  for (const form of [['deploy', '--help'], ['help', 'deploy']]) expect((await rig.cli(...form)).stdout).toContain('for example: npx lockgate deploy');
  expect((await rig.cli()).code).toBe(2);
  expect((await rig.cli('--version')).stdout.trim()).toBe((JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string }).version);
});

it('takes the key from an agent, and finds the configuration from a folder below', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-agent-'));
  const socket = join(folder, 'agent');
  const [, pid = ''] = /SSH_AGENT_PID=(\d+)/.exec(execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' })) ?? [];
  try {
    execFileSync('ssh-add', ['-q', '-'], { env: { ...process.env, SSH_AUTH_SOCK: socket }, input: `${rig.env['DEPLOY_KEY']?.trim() ?? ''}\n`, stdio: ['pipe', 'ignore', 'ignore'] });
    const typed = await rig.type(['status'], { env: { DEPLOY_KEY: '', SSH_AUTH_SOCK: socket }, cwd: join(rig.workspace, 'migrations') });
    expect([typed.code, typed.log]).toEqual([0, expect.stringContaining('status')]);
  } finally {
    process.kill(Number(pid));
    rmSync(folder, { recursive: true });
  }
});

it('a record that a newer version has written is left alone', async () => {
  mkdirSync(rig.state, { recursive: true });
  writeFileSync(join(rig.state, 'format'), '2\n');
  for (const words of [['status'], ['deploy'], ['unlock', '--yes'], ['restart']]) {
    const typed = await rig.cli(...words);
    expect([typed.code, typed.log]).toEqual([1, expect.stringContaining('LG-STATE-NEWER')]);
    told(typed);
  }
  expect(readFileSync(join(rig.state, 'format'), 'utf8')).toBe('2\n');
  rmSync(rig.state, { recursive: true });
});

it('a place where nothing may be written is told', async () => {
  mkdirSync(join(rig.disk, 'srv'), { recursive: true });
  rmSync(rig.root, { recursive: true, force: true });
  writeFileSync(rig.root, 'a file, no folder');
  const typed = await rig.cli('deploy');
  expect([typed.code, typed.log]).toEqual([1, expect.stringContaining('LG-STATE-READ-ONLY')]);
  told(typed);
  rmSync(rig.root);
});

describe('a release that is ill', () => {
  it('comes back, with an exit code of its own', async () => {
    expect((await rig.cli('deploy', '--version', 'v1')).code).toBe(0);
    const served = await rig.served();
    rig.write('server.py', 'import sys\nsys.exit("this release cannot start")\n');
    const bad = await rig.cli('deploy', '--json', '--version', 'bad');
    expect(bad.code).toBe(5);
    expect(JSON.parse(bad.stdout)).toMatchObject({ exit: 5, status: 'failed', outputs: { outcome: 'rolled-back' } });
    expect(await rig.served()).toEqual(served);
    expect(rig.lease.owner).toBe('');
    expect((await rig.cli('diagnose')).stdout).toContain(rig.releases.find(({ status }) => status === 'bad')?.id);
    rig.checkout('v1');
  });

  it('Ctrl-C goes back too, and leaves nothing', async () => {
    const before = await rig.served();
    rig.checkout('v2');
    const cut = await rig.type(['deploy', '--version', 'v2'], {
      onStart: (child) => {
        let seen = '';
        child.stderr?.on('data', (text: Buffer) => {
          seen += text.toString();
          if (seen.includes('— rolling-deploy') && !child.killed) child.kill('SIGINT');
        });
      },
    });
    expect([cut.code, cut.log]).toEqual([130, expect.stringContaining('cancelled (SIGINT)')]);
    expect(await rig.served()).toEqual(before);
    expect(rig.lease.owner).toBe('');
    expect(rig.changes.every(({ closed }) => closed !== undefined)).toBe(true);
  });
});

describe('a repository that git does not read', () => {
  it('is brought nowhere: what is ignored, and may hold secrets, cannot be told', async () => {
    const index = join(rig.workspace, '.git/index');
    const before = readFileSync(index);
    writeFileSync(index, 'damaged');
    try {
      for (const words of [['plan'], ['deploy'], ['deploy', '--dirty']]) {
        const typed = await rig.cli(...words);
        expect([words, typed.code, typed.log]).toEqual([words, 2, expect.stringMatching(/LG-REPOSITORY-UNREAD/)]);
      }
      expect((await rig.cli('status')).log).not.toContain('LG-REPOSITORY-UNREAD');
    } finally {
      writeFileSync(index, before);
    }
  });
});

describe('a job that holds the lease', () => {
  it('is left alone by everybody, and its lease is freed only by force', async () => {
    rig.checkout('v2');
    const job = rig.job();
    expect((await job.step('preflight', { environment: 'production' })).code).toBe(0);
    const { owner } = rig.lease;
    expect(owner).toMatch(/^team\/shop\//);
    for (const words of [['deploy'], ['rollback'], ['rollback', '--yes'], ['restart'], ['unlock'], ['unlock', '--yes']]) {
      const typed = await rig.cli(...words);
      expect([words, typed.code, typed.log]).toEqual([words, 7, expect.stringContaining(owner)]);
      told(typed);
    }
    expect(rig.lease.owner).toBe(owner);
    expect((await rig.cli('status')).stdout).toContain(`${owner}: ends in`);
    const unsaid = await rig.cli('unlock', '--force');
    expect([unsaid.code, unsaid.log]).toEqual([2, expect.stringContaining('ended in the middle')]);
    const freed = await rig.cli('unlock', '--force', '--yes');
    expect([freed.code, freed.log]).toEqual([0, expect.stringContaining('is freed')]);
    expect(rig.lease.owner).toBe('');
    expect(rig.changes.at(-1)?.facts.get('unlocked')).toMatchObject({ from: [owner], force: true });
    await job.end('failure');
    expect(existsSync(join(rig.root, 'current'))).toBe(true);
  });
});
