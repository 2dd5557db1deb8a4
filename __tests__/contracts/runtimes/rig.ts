import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Command, CommandResult } from '../../../src/model/command';
import { layoutOf } from '../../../src/model/layout';
import type { Site } from '../../../src/model/site';
import type { Runtime, RuntimeStatus } from '../../../src/runtimes/runtime';
import { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';

/** A release path with two releases in a folder of its own, and a shell that is this machine. */
export class Rig {
  readonly root = mkdtempSync(join(tmpdir(), 'lockgate runtime-'));
  readonly site: Site = { app: 'shop', environment: 'test', layout: layoutOf(this.root), workspace: this.root, url: '' };
  readonly shell: LocalShell;

  constructor(sh = 'sh') {
    this.shell = new LocalShell({ sh });
    for (const folder of ['releases/r1', 'releases/r2', 'shared', 'started']) mkdirSync(join(this.root, folder), { recursive: true });
    this.switchTo('r1');
  }

  switchTo(id: string): void {
    try {
      unlinkSync(join(this.root, 'current'));
    } catch {
      // The first time there is none.
    }
    symlinkSync(`releases/${id}`, join(this.root, 'current'));
  }

  /** Process ids of everything that was ever started here and still lives: each leaves a file with its id for a name. */
  living(): string[] {
    return this.started().filter((id) => {
      try {
        return !/^\S+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
      } catch {
        return false;
      }
    });
  }

  started(): string[] {
    return readdirSync(join(this.root, 'started')).filter((name) => /^[0-9]+$/.test(name));
  }

  /** The folder a process works in, as it was when it was started. */
  folderOf(id: string): string {
    return readFileSync(join(this.root, 'started', id), 'utf8').trim();
  }

  /** Every path below the root with its content, less what the application itself writes while it runs. */
  picture(): string {
    const walk = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return walk(path);
        return [`${path} ${String(statSync(path).mtimeMs)} ${entry.isFile() ? readFileSync(path, 'utf8') : ''}`];
      });
    return walk(this.root).sort().join('\n');
  }

  run(commands: readonly Command[]): Promise<CommandResult[]> {
    return this.shell.run(commands, { stopOnFailure: true });
  }

  async must(commands: readonly Command[]): Promise<void> {
    const bad = (await this.run(commands)).find(({ exitCode }) => exitCode !== 0);
    if (bad !== undefined) throw new Error(`${bad.title} failed: ${bad.stderr || bad.stdout}`);
  }

  start(runtime: Runtime): Promise<void> {
    return this.must(runtime.start());
  }

  stop(runtime: Runtime): Promise<void> {
    return this.must(runtime.stop());
  }

  /** What a runtime knows by name is called after this folder. */
  get name(): string {
    return `shop-${this.root.slice(this.root.lastIndexOf('-') + 1)}`;
  }

  /** The name of something that is not the application. */
  get other(): string {
    return `${this.name}-other`;
  }

  status(runtime: Runtime): Promise<RuntimeStatus> {
    return ask(this.shell, runtime.status());
  }

  remove(): void {
    for (const id of this.living()) {
      try {
        process.kill(Number(id), 'SIGKILL');
      } catch {
        // It went by itself.
      }
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Waits for something that another process does. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never happened: ${what}`);
}
