import type { Command, CommandResult, Probe } from '../model/command';
import type { Upload } from '../model/step';

export interface BatchOptions {
  /** Run the commands side by side (reads only); results keep their order. Default: one after another. */
  readonly parallel?: boolean;
  /** Stop at the first command that fails; those after it have a result with exit code null. Default false. */
  readonly stopOnFailure?: boolean;
  /** Called with a line now and then while something long runs. */
  readonly onProgress?: (line: string) => void;
}

/** A raw script's end, with its streams as bytes came, bounded by the transport. */
export interface ScriptResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  readonly timedOut: boolean;
}

export interface ScriptOptions {
  readonly deadlineMs: number;
  /** Each whole line of stdout as it arrives. */
  readonly onLine?: (line: string) => void;
  /** Ends it, as far as the transport can. */
  readonly signal?: AbortSignal;
}

/**
 * One host through one connection. Contract:
 * - `script` is ONE remote command: `exec sh -s`, the text by stdin, in a session of its own. A text that did not arrive
 *   whole runs nothing.
 * - `run` is one `script`. Every command has its own exit code, bounded streams and deadline; its process group is killed
 *   at the deadline. It resolves whatever the commands did; it rejects with a `Failure` (kind `connection`) only when the
 *   host could not be reached or the connection broke before the answer was complete. Read-only batches are retried once
 *   on a fresh connection; a batch that mutates never is.
 * - A dry run is a decorator: read-only commands run, mutating ones are printed and answered with exit code 0.
 */
export interface Shell {
  /** The alias, never the address. */
  readonly host: string;
  run(commands: readonly Command[], options?: BatchOptions): Promise<CommandResult[]>;
  script(text: string, options: ScriptOptions): Promise<ScriptResult>;
  /** Brings a tree to the host: rsync over this connection where both sides have it, else a tar stream. Twice more at most where the connection breaks on the way. */
  upload(upload: Upload, options?: UploadOptions): Promise<UploadResult>;
  /** A stream to a TCP port as seen from the host, through this connection. */
  forward(port: number, address?: string): Promise<import('node:stream').Duplex>;
  /** Remote commands and handshakes so far. */
  readonly usage: { readonly commands: number; readonly handshakes: number };
  close(): Promise<void>;
}

export interface UploadOptions extends Pick<BatchOptions, 'onProgress'> {
  /** Ends it: it rejects then with a `Failure` of kind `interrupted`. */
  readonly signal?: AbortSignal;
}

export interface UploadResult {
  readonly files: number;
  readonly bytes: number;
  /** sha256 over the sorted lines "<sha256 of the file>  <path>" of all regular files. */
  readonly digest: string;
  readonly by: 'rsync' | 'tar';
}

/** Asks one question. */
export async function ask<T>(shell: Shell, probe: Probe<T>, options?: BatchOptions): Promise<T> {
  return probe.read(probe.commands.length === 0 ? [] : await shell.run(probe.commands, options));
}
