import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Command, CommandResult } from '../model/command';
import type { Upload } from '../model/step';
import type { Channel } from './channel';
import { runBatch } from './run-batch';
import { runScript } from './run-script';
import type { BatchOptions, ScriptOptions, ScriptResult, Shell, UploadOptions, UploadResult } from './shell';
import { uploadTree } from './upload';

export interface LocalShellOptions {
  readonly host?: string;
  /** The shell that reads the scripts. */
  readonly sh?: string;
  /** Where scripts start. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** This machine as a host: what a connection would do, without one. Scripts run in a session of their own. */
export class LocalShell implements Shell {
  readonly host: string;
  readonly usage = { commands: 0, handshakes: 0 };

  constructor(private readonly options: LocalShellOptions = {}) {
    this.host = options.host ?? 'local';
  }

  run(commands: readonly Command[], options?: BatchOptions): Promise<CommandResult[]> {
    return runBatch((text, more) => this.script(text, more), this.host, commands, options);
  }

  script(text: string, options: ScriptOptions): Promise<ScriptResult> {
    return runScript((command) => this.open(command), text, options);
  }

  upload(upload: Upload, options: UploadOptions = {}): Promise<UploadResult> {
    return uploadTree({ host: this.host, open: (command) => this.open(command) }, upload, options);
  }

  forward(port: number, address = '127.0.0.1'): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const socket: Socket = connect(port, address, () => {
        socket.off('error', reject);
        resolve(socket);
      });
      socket.once('error', reject);
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private open(command: string): Promise<Channel> {
    this.usage.commands += 1;
    const { sh = 'sh', cwd, env = process.env } = this.options;
    const argument = sh === 'sh' ? command : command.replace(/^exec sh /, `exec ${sh} `);
    const child = spawn('sh', ['-c', argument], { detached: true, cwd, env, stdio: 'pipe' });
    const ended = new Promise<{ exitCode: number | null; signal: string | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, signal) => {
        resolve({ exitCode, signal });
      });
    });
    return Promise.resolve({
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      ended,
      close: () => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      },
    });
  }
}
