import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The first process there collects what others leave behind, as an init does. */
const BEGIN = `mount --make-rprivate / && mount --bind "$0" "$1" && echo begun || exit 1
while :; do sleep 3600 & wait $!; done`;

/** A disk and processes of its own: what is started in it sees `disk` at `mount`, and no process of another. Needs root. */
export class Namespace {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly pid: string,
  ) {}

  static async start(disk: string, mount: string): Promise<Namespace> {
    if (process.getuid?.() !== 0) throw new Error('these tests make namespaces, which only root can: run them as root');
    const holder = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', BEGIN, disk, mount], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => { resolve(); });
      holder.once('exit', () => { reject(new Error('there is no namespace')); });
    });
    const pid = String(holder.pid);
    return new Namespace(holder, readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
  }

  /** The words before a program that is to be run in it. */
  get words(): readonly string[] {
    return ['nsenter', '--target', this.pid, '--mount', '--pid', '--wdns=/'];
  }

  /** Ends everything in it. */
  async close(): Promise<void> {
    if (this.holder.exitCode !== null || this.holder.signalCode !== null) return;
    const gone = new Promise((resolve) => this.holder.once('exit', resolve));
    process.kill(Number(this.pid), 'SIGKILL');
    await gone;
  }
}
