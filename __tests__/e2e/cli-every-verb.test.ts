import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { REPOSITORY } from '../support/job';
import { Rig, type Typed } from '../support/rig';
import { mintKey } from '../support/ssh-server';

/** What somebody types of each verb that talks to hosts; more than one line where it does more than one thing. */
const ON_HOSTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  adopt: [['--yes']],
  backups: [[]],
  deploy: [[]],
  diagnose: [['--to', 'diagnostics']],
  exec: [['--', 'true']],
  logs: [[]],
  maintenance: [['on'], ['off']],
  migrations: [[], ['resolve', 'migrations/001_products.sql', '--yes']],
  plan: [[]],
  releases: [[]],
  restart: [[]],
  rollback: [['--yes']],
  status: [[]],
  unlock: [['--yes']],
};
/** Verbs that talk to no host of the configuration: told apart below, and in init.test.ts and package.test.ts. */
const ELSEWHERE = ['demo', 'init', 'validate'];
const AT_ONCE = 4;

interface Problem {
  readonly code: string;
  readonly problem: string;
  readonly host?: string;
  readonly command?: string;
  readonly cause?: string;
  readonly next: string;
}

let rig: Rig;
/** Whether what is run on the host has the rights of nobody. */
let nobody = false;

beforeAll(async () => {
  const drop = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  rig = await Rig.start({ server: { within: () => (nobody ? drop : []) } });
  rig.configure((text) => text.replace(/notify: .*\n/, ''));
  // Whoever has no rights here may pass through all the same, as on a server.
  for (const folder of [rig.folder, rig.disk]) chmodSync(folder, 0o755);
});
afterAll(async () => {
  await rig.close();
});

const LINES = Object.entries(ON_HOSTS).flatMap(([verb, all]) => all.map((words) => [verb, ...words]));

/** Each line as a process of its own, a few at a time, with `--json`. */
async function typeAll(lines: readonly (readonly string[])[], where: Parameters<Rig['type']>[1]): Promise<readonly { readonly words: readonly string[]; readonly typed: Typed }[]> {
  const rest = [...lines];
  const done: { words: readonly string[]; typed: Typed }[] = [];
  const work = async (): Promise<void> => {
    for (let words = rest.shift(); words !== undefined; words = rest.shift()) {
      const [verb = '', ...more] = words;
      done.push({ words, typed: await rig.type([verb, '--json', ...more], where) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}

/** One document with the exit code of the process, and a problem that says what a person needs. */
function readProblems({ words, typed }: { readonly words: readonly string[]; readonly typed: Typed }): readonly Problem[] {
  const document = JSON.parse(typed.stdout) as { verb: string; exit: number; status: string; problems: readonly Problem[] };
  expect([words, document.verb, document.exit]).toEqual([words, words[0], typed.code]);
  expect(typed.log).not.toMatch(/\n\s+at .*\.(js|ts):\d+|LG-BUG/);
  expect(typed.stderr).toMatch(/next {6}/);
  return document.problems;
}

interface Bad {
  readonly what: string;
  readonly code: number;
  /** The codes of its problems. */
  readonly codes: readonly string[];
  readonly cause: RegExp;
  readonly next: RegExp;
  readonly prepare?: () => void;
  readonly env?: () => Readonly<Record<string, string>>;
}

const write = (format: string): void => {
  mkdirSync(join(rig.state, 'log'), { recursive: true });
  writeFileSync(join(rig.state, 'format'), `${format}\n`);
  writeFileSync(join(rig.state, 'log/shop.log'), 'what was written before\n');
  chmodSync(rig.state, 0o700);
};

const BAD: readonly Bad[] = [
  { what: 'a host where nothing listens', code: 3, codes: ['LG-SSH-REFUSED'], cause: /ECONNREFUSED/, next: /check the port/, env: () => ({ SSH_PORT: '1', LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(1) }) },
  { what: 'a key that the host does not know', code: 3, codes: ['LG-SSH-AUTH'], cause: /offered ssh-ed25519 SHA256:\S+, the key in DEPLOY_KEY/, next: /authorized_keys/, env: () => ({ DEPLOY_KEY: mintKey().private }) },
  {
    what: 'a record that this user may not read',
    code: 1,
    codes: ['LG-STATE-UNREADABLE'],
    cause: /may not read .*\.lockgate/,
    next: /connect as the user that deploys/,
    prepare: () => {
      write('1');
      if (process.getuid?.() === 0) nobody = true;
      else chmodSync(rig.state, 0o000);
    },
  },
  { what: 'a record that a newer version has written', code: 1, codes: ['LG-STATE-NEWER'], cause: /format found is 2; this version knows format 1/, next: /use the version of Lockgate that deployed last/, prepare: () => { write('2'); } },
];

test('every verb is in the table', () => {
  const verbs = readdirSync(join(REPOSITORY, 'src/cli/verbs')).map((name) => name.replace(/\.ts$/, ''));
  expect([...Object.keys(ON_HOSTS), ...ELSEWHERE].sort()).toEqual(verbs.sort());
});

test('every verb without a configuration says where it looked, and asks no host', async () => {
  const empty = join(rig.folder, 'empty');
  mkdirSync(empty);
  const { connections } = rig.server.counts;
  for (const one of await typeAll([...LINES, ['validate']], { cwd: empty })) {
    expect(readProblems(one)).toEqual([expect.objectContaining({ code: 'LG-CONFIG-FILE', cause: 'looked for .github/lockgate.yml', next: expect.stringContaining('--config') as string })]);
    expect(one.typed.code).toBe(2);
  }
  expect(rig.server.counts.connections).toBe(connections);
  expect(readdirSync(empty)).toEqual([]);
});

describe.each(BAD)('$what', ({ code, codes, cause, next, prepare, env }) => {
  test('is told by every verb in the same words, and nothing is changed', async () => {
    rmSync(rig.state, { recursive: true, force: true });
    prepare?.();
    try {
      const before = process.getuid?.() === 0 ? rig.everything() : {};
      for (const one of await typeAll(LINES, { env: env?.() ?? {} })) {
        const problems = readProblems(one);
        expect([one.words, problems.map((problem) => problem.code)]).toEqual([one.words, codes]);
        expect(one.typed.code).toBe(code);
        for (const problem of problems) expect(problem).toMatchObject({ host: 'web', cause: expect.stringMatching(cause) as string, next: expect.stringMatching(next) as string });
      }
      if (process.getuid?.() === 0) expect(rig.everything()).toEqual(before);
      expect(rig.git('status', '--porcelain')).toBe('');
      // What asks no host does not mind.
      expect((await rig.cli('validate')).code).toBe(0);
    } finally {
      nobody = false;
      chmodSync(rig.disk, 0o755);
      rmSync(rig.state, { recursive: true, force: true });
    }
  });
});

test.each([
  ['cannot be reached', () => ({ port: 1, key: rig.key.private, pins: rig.server.knownHosts(1) }), 'LG-SSH-REFUSED'],
  ['does not know the key', () => ({ port: rig.server.port, key: mintKey().private, pins: rig.server.knownHosts() }), 'LG-SSH-AUTH'],
])('init of a host that %s writes nothing', async (_what, where, code) => {
  const folder = join(rig.folder, `init-${code}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'requirements.txt'), 'flask==3.1.0\n');
  execFileSync('git', ['init', '--quiet', folder]);
  const { port, key, pins } = where();
  const typed = await rig.type(['init', '--json', '--host', `deploy@127.0.0.1:${String(port)}`], { cwd: folder, env: { DEPLOY_KEY: key, LOCKGATE_KNOWN_HOSTS: pins } });
  expect(readProblems({ words: ['init'], typed })).toEqual([expect.objectContaining({ code, host: 'web' })]);
  expect(typed.code).toBe(3);
  expect(readdirSync(folder).sort()).toEqual(['.git', 'requirements.txt']);
});
