import type { Duplex } from 'node:stream';

import pRetry from 'p-retry';

import type { Command, CommandResult } from '../model/command';
import type { Upload } from '../model/step';
import type { OpenChannel } from './channel';
import { runBatch } from './run-batch';
import { runScript } from './run-script';
import type { BatchOptions, ScriptOptions, ScriptResult, Shell, UploadOptions, UploadResult } from './shell';
import type { SshConnection } from './ssh-connection';
import { SshConnections } from './ssh-connections';
import { isBroken } from './ssh-failures';
import type { SshOptions, SshTarget } from './ssh-target';
import { uploadTree } from './upload';

/** How often files are sent whose connection breaks on the way. */
const UPLOADS = 3;

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
    const mutates = commands.some((command) => command.mutates);
    const attempt = (): Promise<CommandResult[]> => runBatch((text, more) => this.#send(text, more, mutates), this.host, commands, options);
    if (mutates) return attempt();
    return attempt().catch((error: unknown) => {
      // Questions may be asked twice; the connection is a fresh one then.
      if (isBroken(error)) return attempt();
      throw error;
    });
  }

  script(text: string, options: ScriptOptions): Promise<ScriptResult> {
    return this.#send(text, options, true);
  }

  #send(text: string, options: ScriptOptions, mutates: boolean): Promise<ScriptResult> {
    return runScript((command) => this.connection.execScript(command, mutates), text, options);
  }

  upload(upload: Upload, options: UploadOptions = {}): Promise<UploadResult> {
    return pRetry(() => uploadTree({ host: this.host, open: this.#exec }, upload, options), {
      retries: UPLOADS - 1,
      minTimeout: 0,
      // Nothing looks at files before all have arrived, and whoever brings them again makes the same of what is there.
      shouldRetry: ({ error }) => {
        if (options.signal?.aborted === true || !isBroken(error)) return false;
        options.onProgress?.('the connection broke; bringing the files again');
        return true;
      },
    });
  }

  forward(port: number, address?: string): Promise<Duplex> {
    return this.connection.forward(port, address);
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

/** The shells of several hosts, each with the one connection there is to it. */
export class SshHosts {
  constructor(
    options: SshOptions = {},
    private readonly connections = new SshConnections(options),
  ) {}

  shell(target: SshTarget): SshShell {
    return new SshShell(this.connections.to(target));
  }

  close(): Promise<void> {
    return this.connections.close();
  }
}
