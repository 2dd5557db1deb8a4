import { setTimeout as sleep } from 'node:timers/promises';

import { docker, type Ended, tryDocker } from './docker';
import { provideBaseImage } from './image';
import { ownLabel, sweep } from './owner';

/**
 * systemd needs most capabilities; where the machine itself lacks one, `--privileged` would be refused. It makes its groups in
 * the machine's own hierarchy, below the group of its container.
 */
const RUN = [
  ...['--detach', '--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE', '--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
  ...['--tmpfs', '/run', '--tmpfs', '/run/lock', '--tmpfs', '/tmp:exec', '--cgroupns', 'host', '--volume', '/sys/fs/cgroup:/sys/fs/cgroup:rw'],
  ...['--stop-signal', 'SIGRTMIN+3'],
];
const BOOT_LOOKS = 600;
const STOP_SECONDS = '60';

export interface TestServerOptions {
  /** Its host name. */
  readonly alias?: string;
  readonly image?: string;
  /** More words for `docker run`. */
  readonly words?: readonly string[];
}

/** A whole server in a container: systemd, sshd, nginx and PostgreSQL run as they do on a rented one. */
export class TestServer {
  readonly port = 22;

  private constructor(
    readonly id: string,
    readonly alias: string,
    public address: string,
    /** As in known_hosts, without the address: `ssh-ed25519 AAAA…`. Read on the server, never asked over the network. */
    readonly hostKey: string,
  ) {}

  /** Answers once it is up, all of its units included. */
  static async start({ alias = 'web', image, words = [] }: TestServerOptions = {}): Promise<TestServer> {
    const from = image ?? (await provideBaseImage());
    await sweep();
    const id = await docker(['run', ...RUN, '--hostname', alias, '--label', ownLabel(), ...words, from]);
    try {
      const failed = await waitUntilUp(id);
      if (failed.length > 0) throw new Error(`${alias} came up with units that failed: ${failed.join(', ')}`);
      const key = (await docker(['exec', id, 'cat', '/etc/ssh/ssh_host_ed25519_key.pub'])).split(' ').slice(0, 2).join(' ');
      return new TestServer(id, alias, await addressOf(id), key);
    } catch (error) {
      await tryDocker(['rm', '--force', '--volumes', id]);
      throw error;
    }
  }

  /** A line for known_hosts. */
  get knownHosts(): string {
    return `${this.address} ${this.hostKey}\n`;
  }

  /** Runs a script as root, or as another user, through the engine; whatever came of it is told. */
  exec(script: string, user = 'root', input = ''): Promise<Ended> {
    // Not as a word: whoever looks for a process by its words must not find this.
    return tryDocker(['exec', '--interactive', '--user', user, '--env', `SCRIPT=${script}`, this.id, 'sh', '-c', 'script=$SCRIPT; unset SCRIPT; eval "$script"'], input);
  }

  /** The same, for what must succeed; answers what it printed. */
  async must(script: string, user = 'root', input = ''): Promise<string> {
    const { code, stdout, stderr } = await this.exec(`set -e\n${script}\n`, user, input);
    if (code === 0) return stdout.trim();
    throw new Error(`on ${this.alias}: exit code ${String(code)}\n${script}\n${stdout}${stderr}`);
  }

  /** Puts a file there, or a folder's content: `from/.` into a folder that is there. Not below /tmp and /run: the engine does not see those. */
  async copy(from: string, to: string): Promise<void> {
    await docker(['cp', from, `${this.id}:${to}`]);
  }

  async write(path: string, text: string, mode = '644', owner = 'root:root'): Promise<void> {
    const words = ['exec', '--interactive', this.id, 'sh', '-c', 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1" && chown "$3" "$1"', 'sh', path, mode, owner];
    await docker(words, text);
  }

  /**
   * Goes down and comes up again as a machine does: every process ends, /run and /tmp are empty. `hard`: the power is cut. Answers
   * the units that failed on the way up.
   */
  async reboot({ hard = false, whileDown = () => undefined }: { readonly hard?: boolean; readonly whileDown?: () => void } = {}): Promise<readonly string[]> {
    await docker(hard ? ['kill', this.id] : ['stop', '--time', STOP_SECONDS, this.id]);
    whileDown();
    await docker(['start', this.id]);
    const failed = await waitUntilUp(this.id);
    this.address = await addressOf(this.id);
    return failed;
  }

  async stop(): Promise<void> {
    await docker(['stop', '--time', STOP_SECONDS, this.id]);
  }

  async close(): Promise<void> {
    await tryDocker(['rm', '--force', '--volumes', this.id]);
  }
}

function addressOf(id: string): Promise<string> {
  return docker(['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', id]);
}

async function waitUntilUp(id: string): Promise<string[]> {
  let said = '';
  for (let look = 0; look < BOOT_LOOKS; look += 1) {
    said = (await tryDocker(['exec', id, 'systemctl', 'is-system-running'])).stdout.trim();
    if (said === 'running') return [];
    if (said === 'degraded') {
      const { stdout } = await tryDocker(['exec', id, 'systemctl', '--failed', '--plain', '--no-legend', '--full']);
      return stdout.split('\n').map((line) => line.split(' ')[0] ?? '').filter((unit) => unit !== '');
    }
    await sleep(100);
  }
  const { stdout, stderr } = await tryDocker(['logs', '--tail', '20', id]);
  throw new Error(`the server did not come up in time: ${said}\n${stdout}${stderr}`);
}
