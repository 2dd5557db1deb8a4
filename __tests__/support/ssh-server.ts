import { Secret } from '../../src/model/secret';
import { SshConnection } from '../../src/shell/ssh-connection';
import { SshShell } from '../../src/shell/ssh-shell';
import type { SshOptions, SshTarget } from '../../src/shell/ssh-target';
import { type KeyPair, mintKey, SshServer, type SshServerOptions } from '../../tools/ssh-server/ssh-server';

export { type KeyPair, mintKey, SshServer, type SshServerOptions } from '../../tools/ssh-server/ssh-server';

export interface TestHost {
  readonly server: SshServer;
  readonly key: KeyPair;
  /** How to get there, pinned and with the right key; `change` spoils it. */
  target(change?: Partial<SshTarget>): SshTarget;
  /** A shell with a connection of its own; closed with the host. */
  shell(change?: Partial<SshTarget>, options?: SshOptions): SshShell;
  close(): Promise<void>;
}

/** A server in this process that lets a new key in. */
export async function startTestHost(options: Partial<SshServerOptions> & { readonly alias?: string } = {}): Promise<TestHost> {
  const key = mintKey();
  const server = await SshServer.start({ authorized: [key.public], ...options });
  const shells: SshShell[] = [];
  const target = (change: Partial<SshTarget> = {}): SshTarget => {
    const port = change.port ?? server.port;
    return {
      alias: options.alias ?? 'web-1',
      address: '127.0.0.1',
      port,
      user: 'deploy',
      key: new Secret('DEPLOY_KEY', key.private),
      knownHosts: server.knownHosts(port),
      knownHostsSource: '.github/known_hosts',
      ...change,
    };
  };
  return {
    server,
    key,
    target,
    shell: (change, sshOptions = { attempts: 1, connectTimeoutMs: 5000 }) => {
      const to = target(change);
      const shell = new SshShell(new SshConnection(to, sshOptions, to.via === undefined ? undefined : new SshConnection(to.via, sshOptions)));
      shells.push(shell);
      return shell;
    },
    close: async () => {
      await Promise.all(shells.map((shell) => shell.close()));
      await server.close();
    },
  };
}
