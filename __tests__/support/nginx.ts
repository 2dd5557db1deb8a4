import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findProgram } from '../../tools/test/requirements';

export async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(Array.from({ length: count }, async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => { probe.listen(0, '127.0.0.1', resolve); });
    return probe;
  }));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => { probe.close(resolve); })));
  return ports;
}

/** An instance: answers with its name, after as long as it is asked to. */
export async function serveInstance(name: string, port: number): Promise<Server> {
  const server = createHttp((request, response) => {
    const ms = Number(new URL(request.url ?? '/', 'http://shop').searchParams.get('ms') ?? 0);
    request.resume().on('end', () => setTimeout(() => response.setHeader('content-length', name.length).end(name), ms));
  });
  await new Promise<void>((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  return server;
}

/** An nginx of its own in a folder of its own, with a site as a team writes it. */
export class Nginx {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockgate-nginx-'));
  readonly program = findProgram('nginx') ?? 'nginx';
  readonly conf = join(this.folder, 'nginx.conf');
  #child: ChildProcess | undefined;

  constructor(readonly port: number) {
    // Its workers are another user's.
    chmodSync(this.folder, 0o755);
    mkdirSync(join(this.folder, 'temp'));
    this.site('', '', 'return 502;');
  }

  /** Rewrites the site; nothing is reloaded. */
  site(http: string, server: string, location: string): void {
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${this.folder}/temp/${kind};`).join(' ');
    writeFileSync(
      this.conf,
      `daemon off; worker_processes 2; pid ${this.folder}/pid; error_log ${this.folder}/error.log;\nevents { worker_connections 512; }\n` +
        `http {\n access_log off; ${temp}\n ${http}\n server { listen 127.0.0.1:${String(this.port)}; ${server}\n location / { ${location} } }\n}\n`,
    );
  }

  get words(): string[] {
    return [this.program, '-p', this.folder, '-c', this.conf, '-e', `${this.folder}/error.log`];
  }

  get test(): string {
    return [...this.words, '-t'].join(' ');
  }

  get reload(): string {
    return [...this.words, '-s', 'reload'].join(' ');
  }

  async start(): Promise<void> {
    const [program = '', ...words] = this.words;
    this.#child = spawn(program, words, { stdio: 'ignore' });
    for (let tries = 0; tries < 400 && !existsSync(join(this.folder, 'pid')); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  }

  reloadNow(): void {
    const [program = '', ...words] = this.reload.split(' ');
    execFileSync(program, words, { stdio: 'ignore' });
  }

  get errors(): string {
    return readFileSync(`${this.folder}/error.log`, 'utf8');
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null) {
      // By its master, which ends its workers.
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
