import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the manager and the journal run under: a /run of their own, so that nothing of this machine's is touched. */
const BEGIN = `
mount --make-rprivate / && mount -t tmpfs tmpfs /run || exit 1
mkdir -p /run/systemd/system /run/systemd/journal /run/systemd/journald.conf.d /run/user/0
printf '[Journal]\\nStorage=volatile\\nReadKMsg=no\\nAudit=no\\nForwardToSyslog=no\\nForwardToWall=no\\n' >/run/systemd/journald.conf.d/test.conf
export XDG_RUNTIME_DIR=/run/user/0
`;

/**
 * A real systemd that is nobody's init: a user's manager with a journal, in a mount namespace of its own. systemctl is told
 * that it is a user's, which is the one thing that differs from the manager of a server. Needs root.
 */
export class Systemd {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockgate-systemd-'));
  readonly units = join(this.folder, 'units');
  readonly #children: ChildProcess[] = [];

  /** A folder for the front of a PATH, with a systemctl that leads here. */
  get bin(): string {
    return join(this.folder, 'bin');
  }

  /** A shell from which systemctl leads here; journalctl does so by the namespace. */
  get sh(): string {
    return join(this.folder, 'sh');
  }

  async start(): Promise<void> {
    if (process.getuid?.() !== 0) throw new Error('these tests start a systemd of their own, which only root can: run them as root');
    for (const folder of [this.units, this.bin]) mkdirSync(folder);
    chmodSync(this.folder, 0o755);
    const holder = this.#spawn(`${BEGIN}touch '${this.folder}/begun'; exec sleep infinity`);
    await this.#until(() => existsSync(join(this.folder, 'begun')), 'a namespace');
    const inside = `exec nsenter -t ${String(holder.pid)} -m env XDG_RUNTIME_DIR=/run/user/0 `;
    writeFileSync(join(this.bin, 'systemctl'), `#!/bin/sh\n${inside}/usr/bin/systemctl --user "$@"\n`, { mode: 0o755 });
    writeFileSync(join(this.bin, 'journalctl'), `#!/bin/sh\n${inside}/usr/bin/journalctl "$@"\n`, { mode: 0o755 });
    writeFileSync(this.sh, `#!/bin/sh\nPATH=${this.bin}:$PATH ${inside}sh "$@"\n`, { mode: 0o755 });
    this.#spawn(`${inside}/lib/systemd/systemd-journald`, false);
    this.#spawn(`${inside}SYSTEMD_UNIT_PATH=${this.units}: /lib/systemd/systemd --user --unit=basic.target`, false);
    await this.#until(() => this.run('systemctl is-system-running >/dev/null 2>&1 && test -S /run/systemd/journal/stdout; echo $?').trim() === '0', 'a running systemd');
  }

  run(script: string): string {
    return execFileSync(this.sh, ['-c', script], { encoding: 'utf8' });
  }

  /** Writes a unit and lets systemd know it. */
  unit(name: string, text: string): void {
    writeFileSync(join(this.units, name), text);
    this.run('systemctl daemon-reload');
  }

  #spawn(script: string, apart = true): ChildProcess {
    const words = apart ? ['unshare', '-m', 'sh', '-c', script] : ['sh', '-c', script];
    const child = spawn(words[0] ?? '', words.slice(1), { stdio: 'ignore', detached: true });
    this.#children.push(child);
    return child;
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if (condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`there was never ${what}`);
  }

  /** The manager first, which ends what it runs. */
  async close(): Promise<void> {
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
