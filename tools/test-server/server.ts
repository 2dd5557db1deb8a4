import { setTimeout as sleep } from 'node:timers/promises';

import { docker, type Ended, LABEL, runDocker, sweep, tryDocker } from './docker';
import { provideBaseImage } from './image';

/** systemd needs most capabilities; where the machine itself lacks one, `--privileged` would be refused. */
const RUN = [
  ...['--detach', '--cap-add', 'ALL', '--cap-drop', 'SYS_RESOURCE', '--security-opt', 'seccomp=unconfined', '--security-opt', 'apparmor=unconfined'],
  ...['--tmpfs', '/run', '--tmpfs', '/run/lock', '--tmpfs', '/tmp:exec', '--volume', '/sys/fs/cgroup:/sys/fs/cgroup:rw', '--stop-signal', 'SIGRTMIN+3'],
];
const BOOT_LOOKS = 300;

export interface TestServerOptions {
  /** Its host name. */
  readonly alias?: string;
  readonly image?: string;
  /** More words for `docker run`. */
  readonly words?: readonly string[];
}

/** A whole server in a container: systemd, sshd, nginx and PostgreSQL run as they do on a rented one. */
export class TestServer {
  private constructor(
    readonly id: string,
    readonly alias: string,
    public address: string,
    /** As in known_hosts, without the address: `ssh-ed25519 AAAA…`. Read on the server, never asked over the network. */
    readonly hostKey: string,
  ) {}

  static async start({ alias = 'web', image = provideBaseImage(), words = [] }: TestServerOptions = {}): Promise<TestServer> {
    sweep();
    const id = docker(['run', ...RUN, '--hostname', alias, '--label', `${LABEL}=${String(process.pid)}`, ...words, image]);
    try {
      await waitUntilUp(id);
      const key = docker(['exec', id, 'cat', '/etc/ssh/ssh_host_ed25519_key.pub']).split(' ').slice(0, 2).join(' ');
      return new TestServer(id, alias, addressOf(id), key);
    } catch (error) {
      tryDocker(['rm', '--force', '--volumes', id]);
      throw error;
    }
  }

  readonly port = 22;

  /** A line for known_hosts. */
  get knownHosts(): string {
    return `${this.address} ${this.hostKey}\n`;
  }

  /** Runs a script as root, or as another user; whatever came of it is told. */
  exec(script: string, user = 'root'): Promise<Ended> {
    return runDocker(['exec', '--interactive', '--user', user, this.id, 'sh', '-s'], script);
  }

  /** The same, for what must succeed; answers what it printed. */
  async must(script: string, user = 'root'): Promise<string> {
    const { code, stdout, stderr } = await this.exec(`set -e\n${script}\n`, user);
    if (code === 0) return stdout.trim();
    throw new Error(`on ${this.alias}: exit code ${String(code)}\n${script}\n${stdout}${stderr}`);
  }

  /** Puts a file there, or a folder's content. */
  copy(from: string, to: string): void {
    docker(['cp', from, `${this.id}:${to}`]);
  }

  async write(path: string, text: string, mode = '644', owner = 'root:root'): Promise<void> {
    const { code, stderr } = await runDocker(['exec', '--interactive', this.id, 'sh', '-c', 'mkdir -p "$(dirname "$1")" && cat >"$1" && chmod "$2" "$1" && chown "$3" "$1"', 'sh', path, mode, owner], text);
    if (code !== 0) throw new Error(`${path} on ${this.alias}: ${stderr}`);
  }

  /** Goes down and comes up again as a machine does: every process ends, /run and /tmp are empty. `hard`: the power is cut. */
  async reboot({ hard = false } = {}): Promise<void> {
    if (hard) await runDocker(['kill', this.id]);
    else await runDocker(['stop', '--time', '30', this.id]);
    docker(['start', this.id]);
    await waitUntilUp(this.id);
    this.address = addressOf(this.id);
  }

  async stop(): Promise<void> {
    await runDocker(['stop', '--time', '30', this.id]);
  }

  async close(): Promise<void> {
    await runDocker(['rm', '--force', '--volumes', this.id]);
  }
}

function addressOf(id: string): string {
  return docker(['inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', id]);
}

async function waitUntilUp(id: string): Promise<void> {
  let said = '';
  for (let look = 0; look < BOOT_LOOKS; look += 1) {
    said = (await runDocker(['exec', id, 'systemctl', 'is-system-running'])).stdout.trim();
    if (said === 'running') return;
    if (said === 'degraded') {
      const failed = (await runDocker(['exec', id, 'systemctl', '--failed', '--plain', '--no-legend'])).stdout;
      throw new Error(`the server came up with failed units: ${failed}`);
    }
    await sleep(100);
  }
  throw new Error(`the server did not come up in time: ${said}`);
}
