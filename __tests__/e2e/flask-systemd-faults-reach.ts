import { mintKey } from '../../tools/ssh-server/ssh-server';
import type { DirectoryFault } from '../support/directory-faults';

const untouched = { outcome: 'failed', wayBack: '', change: 'none', database: 'same', lease: 'free', host: 'web' } as const;

/** Before anybody could do anything. */
export const reach: DirectoryFault[] = [
  {
    name: 'a host key that nobody pinned',
    configure: (text) => text.replace(', known-hosts: .github/known_hosts', ''),
    env: ({ rig }) => ({ LOCKGATE_KNOWN_HOSTS: `192.0.2.1 ${rig.server.hostKey}\n` }),
    expected: { ...untouched, codes: ['LG-SSH-HOST-KEY-UNKNOWN'], cause: /no host key is pinned[^]*ssh-ed25519 SHA256:/, next: /add this line to .*ssh-ed25519 AAAA/ },
  },
  {
    name: 'another host key than the pinned one',
    env: ({ rig }) => ({ LOCKGATE_KNOWN_HOSTS: `${rig.server.address} ${mintKey().public}` }),
    expected: { ...untouched, codes: ['LG-SSH-HOST-KEY-CHANGED'], cause: /not the one that is pinned[^]*SHA256:/, next: /somebody may be in between/ },
  },
  {
    name: 'an address that no way leads to',
    env: ({ rig }) => ({ PRODUCTION_HOST: '255.255.255.255', LOCKGATE_KNOWN_HOSTS: `255.255.255.255 ${rig.server.hostKey}\n` }),
    expected: { ...untouched, codes: ['LG-SSH-UNREACHABLE'], cause: /cannot be reached/, next: /firewall/ },
  },
  {
    name: 'another run holds the lease',
    bring: async ({ rig }) => {
      const file = '/srv/directory/.lockgate/lease';
      const { token } = JSON.parse(await rig.server.must(`cat ${file}`)) as { token: number };
      const theirs = { v: 1, owner: 'team/directory/77/deploy', token: token + 1, expires: Math.floor(Date.now() / 1000) + 600, change: '', note: 'migrate of https://github.invalid/77' };
      await rig.server.must(`cat >${file}`, 'deploy', `${JSON.stringify(theirs)}\n`);
      return undefined;
    },
    expected: { ...untouched, codes: ['LG-LEASE-HELD'], cause: /team\/directory\/77\/deploy is changing this environment[^]*migrate of/, next: /wait until that run has ended/, lease: 'theirs' },
    also: async (_, { rig }) => {
      await rig.server.must(`sed -i 's#"owner":"[^"]*"#"owner":""#' /srv/directory/.lockgate/lease`, 'deploy');
    },
  },
];
