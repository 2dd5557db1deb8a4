import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { request } from 'undici';

import type { CheckContext, CheckPlugin } from '../../../src/checks/check';
import type { CheckResult } from '../../../src/model/check';
import { layoutOf } from '../../../src/model/layout';
import { Secret } from '../../../src/model/secret';
import { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';
import type { HttpAnswer, HttpRequest, Ports } from '../../../src/shell/ports';

const reveal = (value: string | Secret): string => (value instanceof Secret ? value.reveal() : value);

async function http({ target, method = 'GET', headers = {}, body, timeoutMs }: HttpRequest): Promise<HttpAnswer> {
  const began = performance.now();
  const ms = (): number => performance.now() - began;
  const url = 'url' in target ? target.url : `http://127.0.0.1:${String(target.port)}${target.path}`;
  try {
    const answer = await request(url, {
      method: method as 'GET',
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, reveal(value)])),
      body: body ?? null,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.body.text();
    return { kind: 'answered', status: answer.statusCode, headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])), body: text, ms: ms() };
  } catch (thrown) {
    const error = thrown as Error & { code?: string };
    if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return { kind: 'unasked', cause: `${error.code} ${url}` };
    return { kind: 'unreachable', cause: error.name === 'TimeoutError' ? `no answer in ${String(timeoutMs)} ms` : `${error.code ?? ''} ${error.message} ${url}`, ms: ms() };
  }
}

function tcp(_host: string, port: number, timeoutMs: number): Promise<HttpAnswer> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: timeoutMs });
    const end = (answer: HttpAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      end({ kind: 'answered', status: 0, headers: {}, body: '', ms: performance.now() - began });
    });
    socket.once('error', (error: Error & { code?: string }) => {
      end({ kind: 'unreachable', cause: error.code ?? error.message, ms: performance.now() - began });
    });
    socket.once('timeout', () => {
      end({ kind: 'unreachable', cause: 'no answer in time', ms: performance.now() - began });
    });
  });
}

/** Ports over real sockets and processes. Sleeping moves a clock of the test's own on instead of waiting. */
export class TestPorts implements Ports {
  readonly lines: string[] = [];
  readonly slept: number[] = [];
  readonly controller = new AbortController();
  readonly runner = new LocalShell({ host: 'runner' });
  private ahead = 0;

  constructor(private readonly secrets: Readonly<Record<string, string>> = {}, private readonly start?: Date) {}

  readonly http = http;
  readonly tcp = tcp;

  async local(line: string, options: { deadlineMs: number; env?: Readonly<Record<string, string>> }): ReturnType<Ports['local']> {
    const [result] = await this.runner.run([{ title: line, program: 'sh', words: ['-c', line], deadlineMs: options.deadlineMs, mutates: false, idempotent: true, env: options.env ?? {} }]);
    if (result === undefined) throw new Error('no result');
    return result;
  }

  now(): Date {
    return this.start === undefined ? new Date(Date.now() + this.ahead) : new Date(this.start.getTime() + this.ahead);
  }

  sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.ahead += ms;
    return new Promise((resolve) => setImmediate(resolve));
  }

  random(bytes: number): string {
    return 'a5'.repeat(bytes);
  }

  secret(name: string): Secret | undefined {
    const value = this.secrets[name];
    return value === undefined ? undefined : new Secret(name, value);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  progress(line: string): void {
    this.lines.push(line);
  }
}

/** A release path of its own, this machine as its host, and servers that end with it. */
export class CheckRig {
  readonly root = mkdtempSync(join(tmpdir(), 'lockgate checks-'));
  readonly shell = new LocalShell();
  private readonly servers: Server[] = [];

  constructor() {
    for (const folder of ['shared', 'log', 'workspace']) mkdirSync(join(this.root, folder));
  }

  async serve(listener: RequestListener): Promise<number> {
    const server = createServer(listener);
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  context(more: Partial<CheckContext> = {}, url = ''): CheckContext {
    return {
      site: { app: 'shop', environment: 'test', layout: layoutOf(this.root), workspace: join(this.root, 'workspace'), url },
      moment: 'instance',
      host: 'local',
      port: undefined,
      runtime: undefined,
      database: undefined,
      release: '20261121-2104-3f9c2ab',
      version: 'v2',
      deployedAt: undefined,
      before: undefined,
      ...more,
    };
  }

  /** One attempt of a check, as the configuration would have written it. */
  async ask<S>(plugin: CheckPlugin<S>, written: unknown, context: CheckContext = this.context(), ports: Ports = new TestPorts(), timeoutMs = 5000): Promise<CheckResult> {
    const check = plugin.create(plugin.schema.parse(written));
    return check.asks === 'runner' ? check.ask(context, ports, timeoutMs) : ask(this.shell, check.probe(context, ports), { parallel: true });
  }

  async remove(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
