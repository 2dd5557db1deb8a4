import { Secret } from '../../src/model/secret';
import type { SshTarget } from '../../src/shell/ssh-target';
import { type KeyPair, mintKey } from '../ssh-server/ssh-server';
import type { TestServer } from './server';

export interface Login {
  readonly key: KeyPair;
  /** How to get there, pinned and with the right key; `change` spoils it. */
  target(change?: Partial<SshTarget>): SshTarget;
}

/** Lets a new key in as that user of the server, beside those that it lets in already; `options` as in authorized_keys. */
export async function letIn(server: TestServer, user: string, options = ''): Promise<Login> {
  const key = mintKey();
  await server.must(
    `home=$(getent passwd ${user} | cut -d: -f6)
     install -d -m 700 -o ${user} -g ${user} "$home/.ssh"
     cat >>"$home/.ssh/authorized_keys"
     chown ${user}:${user} "$home/.ssh/authorized_keys" && chmod 600 "$home/.ssh/authorized_keys"`,
    'root',
    `${options} ${key.public.trim()}`.trimStart().concat('\n'),
  );
  return {
    key,
    target: (change = {}) => ({
      alias: server.alias,
      address: server.address,
      port: server.port,
      user,
      key: new Secret('DEPLOY_KEY', key.private),
      knownHosts: server.knownHosts,
      knownHostsSource: '.github/known_hosts',
      ...change,
    }),
  };
}
