import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { type Fault, FaultTable } from '../support/faults';
import { testFaults } from '../support/faults-run';
import { mintKey, SshServer } from '../support/ssh-server';

let table: FaultTable;
let contacts = 0;
const MASKS = /^::add-mask::.*$/gm;

beforeAll(async () => {
  table = await FaultTable.start();
});
afterAll(() => table.close());

const untouched = { outcome: 'failed', wayBack: '', change: 'none', database: 'same', lease: 'free' } as const;

const connection: Fault[] = [
  {
    name: 'a host key that nobody pinned',
    env: ({ rig }) => ({ LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(1) }),
    configure: (text) => text.replace(', known-hosts: .github/known_hosts', ''),
    expected: {
      ...untouched,
      codes: ['LG-SSH-HOST-KEY-UNKNOWN'],
      host: 'web',
      cause: /no host key is pinned.*LOCKGATE_KNOWN_HOSTS[^]*ssh-ed25519 SHA256:/,
      next: /add this line to .*\[127\.0\.0\.1\]:\d+ ssh-ed25519 AAAA/,
    },
  },
  {
    name: 'another host key than the pinned one',
    env: ({ rig }) => ({ LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(rig.proxy.port).replace(/ssh-ed25519 .*/, mintKey().public) }),
    expected: { ...untouched, codes: ['LG-SSH-HOST-KEY-CHANGED'], host: 'web', cause: /not the one that is pinned[^]*SHA256:/, next: /somebody may be in between/ },
  },
  {
    name: 'a key that the host does not know',
    env: () => ({ DEPLOY_KEY: mintKey().private }),
    expected: { ...untouched, codes: ['LG-SSH-AUTH'], host: 'web', cause: /does not let deploy in with this key/, next: /authorized_keys/ },
  },
  {
    name: 'something that is no key',
    env: () => ({ DEPLOY_KEY: 'c2VjcmV0IHNlY3JldCBzZWNyZXQ=' }),
    expected: { ...untouched, codes: ['LG-SSH-KEY'], host: 'web', cause: /DEPLOY_KEY/, next: /\S/ },
  },
  {
    name: 'no key at all',
    env: () => ({ DEPLOY_KEY: '' }),
    expected: { ...untouched, codes: ['LG-SECRET-MISSING'], host: 'web', cause: /DEPLOY_KEY is not set/, next: /hand it to the step: env/ },
  },
  {
    name: 'a wrong passphrase',
    configure: (text) => text.replace('key: DEPLOY_KEY', 'key: DEPLOY_KEY, passphrase: DEPLOY_PASSPHRASE'),
    env: () => ({ DEPLOY_KEY: mintKey({ passphrase: 'right horse' }).private, DEPLOY_PASSPHRASE: 'wrong horse' }),
    expected: { ...untouched, codes: ['LG-SSH-PASSPHRASE-WRONG'], host: 'web', cause: /DEPLOY_PASSPHRASE/, next: /\S/ },
    also: ({ log }) => { expect(log.replace(MASKS, '')).not.toContain('wrong horse'); },
  },
  {
    name: 'a key with a passphrase that nobody gave',
    env: () => ({ DEPLOY_KEY: mintKey({ passphrase: 'right horse' }).private }),
    expected: { ...untouched, codes: ['LG-SSH-PASSPHRASE-MISSING'], host: 'web', cause: /passphrase/, next: /passphrase/ },
  },
  {
    name: 'a port where nothing listens',
    env: ({ rig }) => ({ SSH_PORT: '9', LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(9) }),
    expected: { ...untouched, codes: ['LG-SSH-REFUSED'], host: 'web', cause: /nothing listens on port 9/, next: /sshd runs/ },
  },
  {
    name: 'an address that no way leads to',
    env: ({ rig }) => ({ SHOP_HOST: '255.255.255.255', LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(rig.proxy.port, '255.255.255.255') }),
    expected: { ...untouched, codes: ['LG-SSH-UNREACHABLE'], host: 'web', cause: /cannot be reached/, next: /firewall/ },
    also: ({ log }) => { expect(log.replace(MASKS, '')).not.toContain('255.255.255.255'); },
  },
  {
    name: 'a name that has no address',
    env: ({ rig }) => ({ SHOP_HOST: 'no-such-host.invalid', LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(rig.proxy.port, 'no-such-host.invalid') }),
    expected: { ...untouched, codes: ['LG-SSH-NAME'], host: 'web', cause: /no address/, next: /address of web/ },
    also: ({ log }) => { expect(log.replace(MASKS, '')).not.toContain('no-such-host'); },
  },
  {
    name: 'something that is no SSH server',
    ...(() => {
      let port = 0;
      return {
        bring: async () => {
          const server = createServer((socket) => socket.on('error', () => undefined).resume().end('SSH-0.9-teapot\r\n'));
          await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
          ({ port } = server.address() as AddressInfo);
          return () => new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
        },
        act: ({ rig }: FaultTable, env: Record<string, string>) => rig.run('lockgate', {}, { env: { ...env, SSH_PORT: String(port), LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(port) } }),
      };
    })(),
    expected: { ...untouched, codes: ['LG-SSH-NOT-SSH'], host: 'web', cause: /does not speak SSH/, next: /address and port/ },
  },
  {
    name: 'a server that hangs once it was reached',
    ...(() => {
      let hanging: SshServer;
      return {
        bring: async () => {
          hanging = await SshServer.start({ authorized: [], hang: 'connect' });
          return () => hanging.close();
        },
        act: ({ rig }: FaultTable, env: Record<string, string>) =>
          rig.run('lockgate', {}, { env: { ...env, SSH_PORT: String(hanging.port), LOCKGATE_KNOWN_HOSTS: hanging.knownHosts() } }),
      };
    })(),
    expected: { ...untouched, codes: ['LG-SSH-SILENT'], host: 'web', cause: /accepts the connection and then says nothing/, next: /sshd on the host/ },
  },
];

describe('connections', () => {
  testFaults(connection, () => table);
});

/** Mistakes in the file are told before anything is run anywhere. */
const untold = { ...untouched, outcome: '' } as const;
const unasked: Pick<Fault, 'bring' | 'also'> = {
  bring: ({ rig }) => {
    contacts = rig.server.counts.execs;
    return undefined;
  },
  also: (_, { rig }) => { expect(rig.server.counts.execs).toBe(contacts); },
};

const mistakes: Fault[] = [
  {
    name: 'a file that is no YAML',
    configure: (text) => text.replace('strategy: { kind: recreate }', 'strategy: { kind: recreate'),
    expected: { ...untold, codes: ['LG-CONFIG-YAML'], host: '', cause: /lockgate\.yml:\d+:\d+/, next: /\S/ },
  },
  {
    name: 'a key that there is not',
    configure: (text) => text.replace('  settle:', '  setle:'),
    expected: { ...untold, codes: ['LG-CONFIG-UNKNOWN-KEY'], host: '', cause: /lockgate\.yml:\d+:\d+.*setle/, next: /settle/ },
  },
  {
    name: 'a value of the wrong type',
    configure: (text) => text.replace('keep: 3', 'keep: many'),
    expected: { ...untold, codes: ['LG-CONFIG-TYPE'], host: '', cause: /lockgate\.yml:\d+:\d+: release\.keep: "many"/, next: /write a number/ },
  },
  {
    name: 'a variable that is not set',
    configure: (text) => text.replace('app: shop', 'app: "${APP_NAME}"'),
    expected: { ...untold, codes: ['LG-CONFIG-MISSING-VARIABLE'], host: '', cause: /lockgate\.yml:\d+:\d+: app: .*APP_NAME/, next: /APP_NAME/ },
  },
  {
    name: 'four mistakes at once',
    configure: (text) => text.replace('keep: 3', 'keep: many').replace('  settle:', '  setle:').replace('app: shop', 'app: "${APP_NAME}"').replace('kind: recreate', 'kind: recrate'),
    expected: {
      ...untold,
      codes: ['LG-CONFIG-MISSING-VARIABLE', 'LG-CONFIG-TYPE', 'LG-CONFIG-UNKNOWN-KEY', 'LG-CONFIG-UNKNOWN-KIND'],
      host: '',
      cause: /APP_NAME[^]*many[^]*setle[^]*recrate/,
      next: /settle[^]*recreate/,
    },
  },
  {
    name: 'a file that is not there',
    edit: ({ configFile }) => { rmSync(configFile); },
    expected: { ...untold, codes: ['LG-CONFIG-FILE'], host: '', cause: /lockgate\.yml/, next: /\S/ },
  },
  {
    name: 'an environment that the file does not name',
    act: ({ rig }, env) => rig.run('lockgate', { environment: 'prodution' }, { env }),
    expected: { ...untold, codes: ['LG-CONFIG-ENVIRONMENT'], host: '', cause: /prodution/, next: /production/ },
  },
];
const configuration = mistakes.map((fault): Fault => ({ ...unasked, ...fault }));

describe('configuration', () => {
  testFaults(configuration, () => table);

  testFaults(
    [
      {
        name: 'an env file without a key that the application needs',
        configure: (text) => text.replace('  preflight:\n', '  preflight:\n    - env-file: { path: shared/.env, keys: { DATABASE_URL: set, FLASK_SECRET_KEY: { min-length: 32 } } }\n'),
        bring: ({ rig }) => {
          execFileSync('sh', ['-c', 'printf "FLASK_SECRET_KEY=%s\\n" tooshort4u >"$1"', '-', `${rig.root}/shared/.env`]);
          return undefined;
        },
        expected: {
          ...untouched,
          codes: ['LG-GATE-PREFLIGHT'],
          host: 'web',
          cause: /DATABASE_URL is missing.*FLASK_SECRET_KEY is too short/,
          next: /mend this and run again/,
        },
        also: ({ log, summary }) => { expect(log + summary).not.toContain('tooshort4u'); },
      },
    ],
    () => table,
  );
});
