import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CheckContext, CheckPlugin } from '../../../src/checks/check';
import type { CheckResult } from '../../../src/model/check';
import { layoutOf } from '../../../src/model/layout';
import { Secret } from '../../../src/model/secret';
import { createPorts } from '../../../src/shell/create-ports';
import { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';
import type { Ports } from '../../../src/shell/ports';
import { readingShell } from '../../support/reader';

/** The real ports, but for the clock: sleeping moves a clock of the test's own on instead of waiting. */
export class TestPorts implements Ports {
  readonly lines: string[] = [];
  readonly slept: number[] = [];
  readonly controller = new AbortController();
  readonly http: Ports['http'];
  readonly tcp: Ports['tcp'];
  readonly local: Ports['local'];
  readonly keepFile: Ports['keepFile'];
  readonly tunnel: NonNullable<Ports['tunnel']>;
  private ahead = 0;

  constructor(private readonly secrets: Readonly<Record<string, string>> = {}, private readonly start?: Date) {
    const shell = new LocalShell();
    const real = createPorts({ shell: () => shell, secret: (name) => this.secret(name), signal: this.signal, progress: (line) => void this.lines.push(line), workspace: tmpdir() });
    this.http = real.http.bind(real);
    this.tcp = real.tcp.bind(real);
    this.local = real.local.bind(real);
    this.keepFile = real.keepFile.bind(real);
    this.tunnel = (host, port) => real.tunnel?.(host, port) ?? Promise.reject(new Error('the real ports have no tunnel'));
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
  private readonly bin = mkdtempSync(join(tmpdir(), 'lockgate-reader-'));
  /** Somebody who sees what the release path shows to all: neither `shared` nor `log`. */
  readonly reader = readingShell(join(this.bin, 'sh'));
  private readonly servers: Server[] = [];

  constructor() {
    for (const folder of ['shared', 'log']) mkdirSync(join(this.root, folder), { mode: 0o700 });
    mkdirSync(join(this.root, 'workspace'));
    for (const folder of [this.root, this.bin]) chmodSync(folder, 0o755);
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
    for (const folder of [this.root, this.bin]) rmSync(folder, { recursive: true, force: true });
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
