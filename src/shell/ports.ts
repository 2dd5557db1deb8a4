import type { CommandResult } from '../model/command';
import type { Secret } from '../model/secret';

/** Where a request goes: a public address from the runner, or a port on a host through its connection. */
export type HttpTarget = { readonly url: string } | { readonly host: string; readonly port: number; readonly path: string };

export interface HttpRequest {
  readonly target: HttpTarget;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

/**
 * What came back. `unreachable`: nobody answered there (refused, reset, no answer in time): an answer about the
 * application. `unasked`: the question never left (name not resolved, SSH connection gone): says nothing about it.
 */
export type HttpAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly ms: number }
  | { readonly kind: 'unreachable'; readonly cause: string; readonly ms: number }
  | { readonly kind: 'unasked'; readonly cause: string };

/** The world outside the hosts, handed to checks, notifiers and flows so that they stay free of clocks and sockets. */
export interface Ports {
  http(request: HttpRequest): Promise<HttpAnswer>;
  /** Whether something accepts a TCP connection on a port of the host. */
  tcp(host: string, port: number, timeoutMs: number): Promise<HttpAnswer>;
  /** Runs a line on the runner, for `on: runner`. Same result shape as on a host; `host` is `runner`. */
  local(line: string, options: { deadlineMs: number; env?: Readonly<Record<string, string>> }): Promise<CommandResult>;
  /** A local address on the runner that leads to a port of the host, for programs of the team's own. */
  tunnel?(host: string, port: number): Promise<{ readonly port: number; close(): Promise<void> }>;
  now(): Date;
  /** Rejects once the run is cancelled; comes back early, without complaint, once `until` is aborted. */
  sleep(ms: number, until?: AbortSignal): Promise<void>;
  /** Hex digits. */
  random(bytes: number): string;
  /** Writes a file for later steps of the job, secrets hidden and control characters gone; answers with its path. `name` may hold folders. */
  keepFile(name: string, text: string): Promise<string>;
  /** A text with every secret in it hidden, for what is kept on a host. */
  redact?(text: string): string;
  /** A variable of the step's environment that holds a secret; registered for masking when read. */
  secret(name: string): Secret | undefined;
  readonly signal: AbortSignal;
  /** A line of progress for people. */
  progress(line: string): void;
}
