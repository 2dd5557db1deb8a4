import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { quote } from '../../src/shell/render';
import type { Instant, TrailLine } from './instants';

/**
 * Stands in for `sync` on a host's PATH. The host flushes its record after every line it writes, and the record's folder once
 * the lease has its place there, so that this program sees each instant that the record names: it keeps a trail, and stops the
 * one it is armed for until it is let go.
 */
const SHIM = `"$LG_GATE_SYNC" "$@" || exit
for file in "$@"; do :; done
case $file in
  */.lockgate/journal | */.lockgate/releases) ;;
  */.lockgate) file=$file/lease ;;
  *) exit 0 ;;
esac
line=$(tail -n 1 "$file" 2>/dev/null) || exit 0
if [ -e "$LG_GATE/trail" ]; then printf '%s %s\\n' "\${file##*/}" "$line" >>"$LG_GATE/trail"; fi
[ -e "$LG_GATE/armed" ] || exit 0
{
  IFS= read -r name && [ "$name" = "\${file##*/}" ] || exit 0
  while IFS= read -r word; do
    case $line in *"$word"*) ;; *) exit 0 ;; esac
  done
} <"$LG_GATE/armed"
mv "$LG_GATE/armed" "$LG_GATE/reached" || exit 0
while [ -e "$LG_GATE/reached" ]; do sleep 0.01; done
`;

/** The program, for a host that sees the gate's folder at `seen` and has its own `sync` at `real`. */
export function syncProgram(seen: string, real: string): string {
  return `#!/bin/sh\nLG_GATE=${quote(seen)} LG_GATE_SYNC=${quote(real)}\n${SHIM}`;
}

export class SyncGate {
  private constructor(readonly folder: string) {}

  static create(folder: string): SyncGate {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    // Whoever the host's scripts run as.
    chmodSync(folder, 0o777);
    const real = execFileSync('sh', ['-c', 'command -v sync'], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, 'bin/sync'), syncProgram(folder, real));
    chmodSync(join(folder, 'bin/sync'), 0o755);
    return new SyncGate(folder);
  }

  /** What the host's login shell runs first. */
  get prelude(): string {
    return `PATH=${quote(join(this.folder, 'bin'))}:$PATH; export PATH`;
  }

  #file(name: 'arming' | 'armed' | 'reached' | 'trail'): string {
    return join(this.folder, name);
  }

  /** Stops the next write that ends in this instant. */
  arm({ file, holds }: Instant): void {
    writeFileSync(this.#file('arming'), [file, ...holds, ''].join('\n'));
    renameSync(this.#file('arming'), this.#file('armed'));
    // Last: what stands and goes on may come to the next instant at once.
    rmSync(this.#file('reached'), { force: true });
  }

  get reached(): boolean {
    return existsSync(this.#file('reached'));
  }

  /** True once the host stands at the armed instant; false when `over` came first. */
  async wait(over: Promise<unknown>): Promise<boolean> {
    const end = { over: false };
    void over.finally(() => (end.over = true)).catch(() => undefined);
    for (;;) {
      if (this.reached) return true;
      if (end.over) return this.reached;
      await sleep(3);
    }
  }

  /** Lets go whatever stands, and stops nothing more. */
  release(): void {
    rmSync(this.#file('armed'), { force: true });
    rmSync(this.#file('reached'), { force: true });
  }

  /** Keeps a trail of the instants from here on. */
  record(): void {
    writeFileSync(this.#file('trail'), '');
    chmodSync(this.#file('trail'), 0o666);
  }

  /** The trail since `record`; nothing is kept any more. */
  take(): TrailLine[] {
    const text = readFileSync(this.#file('trail'), 'utf8');
    rmSync(this.#file('trail'));
    return text.split('\n').filter((line) => line !== '').map((line) => {
      const at = line.indexOf(' ');
      return { file: line.slice(0, at), line: JSON.parse(line.slice(at + 1)) as unknown } as TrailLine;
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
