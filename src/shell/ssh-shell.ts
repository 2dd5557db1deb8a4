import type { Duplex } from 'node:stream';

import type { Command, CommandResult } from '../model/command';
import { Failure } from '../model/failure';
import type { Upload } from '../model/step';
import type { OpenChannel } from './channel';
import { runBatch } from './run-batch';
import { runScript } from './run-script';
import type { BatchOptions, ScriptOptions, ScriptResult, Shell, UploadResult } from './shell';
import { SshConnection } from './ssh-connection';
import type { SshOptions, SshTarget } from './ssh-target';
import { uploadTree } from './upload';

/** A host at the other end of an SSH connection. */
export class SshShell implements Shell {
  readonly host: string;
  readonly #exec: OpenChannel = (command) => this.connection.exec(command);

  constructor(private readonly connection: SshConnection) {
    this.host = connection.target.alias;
  }

  get usage(): Shell['usage'] {
    return this.connection.usage;
  }

  async run(commands: readonly Command[], options?: BatchOptions): Promise<CommandResult[]> {
    const attempt = (): Promise<CommandResult[]> => runBatch((text, more) => this.script(text, more), this.host, commands, options);
    if (commands.some((command) => command.mutates)) return attempt();
    return attempt().catch((error: unknown) => {
      // Questions may be asked twice; the connection is a fresh one then.
      if (error instanceof Failure && error.code === 'LG-SSH-BROKEN') return attempt();
      throw error;
    });
  }

  script(text: string, options: ScriptOptions): Promise<ScriptResult> {
    return runScript(this.#exec, text, options);
  }

  upload(upload: Upload, options: Pick<BatchOptions, 'onProgress'> = {}): Promise<UploadResult> {
    return uploadTree({ host: this.host, open: this.#exec }, upload, options);
  }

  forward(port: number, address?: string): Promise<Duplex> {
    return this.connection.forward(port, address);
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/** The shells of several hosts; hosts behind the same bastion share the connection to it. */
export class SshHosts {
  readonly #connections = new Map<string, SshConnection>();

  constructor(private readonly options: SshOptions = {}) {}

  shell(target: SshTarget): SshShell {
    return new SshShell(this.connectionTo(target));
  }

  async close(): Promise<void> {
    // Those behind a bastion first: their goodbye goes through it.
    const all = [...this.#connections.values()];
    await Promise.all(all.filter((connection) => connection.target.via !== undefined).map((connection) => connection.close()));
    await Promise.all(all.map((connection) => connection.close()));
    this.#connections.clear();
  }

  private connectionTo(target: SshTarget): SshConnection {
    const known = this.#connections.get(target.alias);
    if (known !== undefined) return known;
    const via = target.via === undefined ? undefined : this.connectionTo(target.via);
    const connection = new SshConnection(target, this.options, via);
    this.#connections.set(target.alias, connection);
    return connection;
  }
}
