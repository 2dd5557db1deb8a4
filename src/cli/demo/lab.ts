import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Version } from './application';
import { claim, disclaim, PREFIX } from './leftovers';
import { endProcessesOf, killProcessesOf } from './processes';
import { Repository } from './repository';
import { freePort } from './shop';
import { mintKey, SshServer } from './ssh-server';

export interface LabOptions {
  /** The file that runs as `lockgate`. */
  readonly program: string;
  /** The application, with its later versions. */
  readonly source: string;
}

/** An SSH server of our own whose disk is a folder, the application's checkout, and the address where a team is told. */
export class Lab {
  /** What the team was told: the event and its line. */
  readonly messages: { readonly event: string; readonly headline: string }[] = [];
  readonly #running = new Set<ChildProcess>();
  readonly #hook: Server;
  readonly #abandon = (): void => {
    this.abandon();
  };

  private constructor(
    readonly folder: string,
    readonly server: SshServer,
    readonly port: number,
    private readonly deployKey: string,
    private readonly program: string,
    private readonly repository: Repository,
  ) {
    this.#hook = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        this.#hear(text);
        response.end('{}');
      });
    });
    // The second Ctrl-C ends this process at once.
    process.once('exit', this.#abandon);
  }

  static async open({ program, source }: LabOptions): Promise<Lab> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), PREFIX)));
    claim(folder);
    for (const name of ['server/home', 'server/tmp', 'home']) mkdirSync(join(folder, name), { recursive: true });
    const key = mintKey({ comment: 'deploy' });
    const env = { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', HOME: join(folder, 'server/home'), TMPDIR: join(folder, 'server/tmp'), LANG: 'C.UTF-8', USER: 'deploy' };
    const server = await SshServer.start({ authorized: [key.public], user: 'deploy', cwd: join(folder, 'server/home'), env });
    const lab = new Lab(folder, server, await freePort(), key.private, program, new Repository(join(folder, 'shop'), source));
    await new Promise<void>((resolve) => lab.#hook.listen(0, '127.0.0.1', resolve));
    return lab;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get database(): string {
    return join(this.folder, 'server/srv/shop/shared/store.db');
  }

  /** What somebody types in the checkout of a version; what is said comes line by line. Its exit code. */
  async deploy(version: Version, onLine: (line: string) => void): Promise<number | null> {
    this.repository.show(version);
    // A group of its own: Ctrl-C is this process's to hear.
    const child = spawn(process.execPath, [this.program, 'deploy', '--version', version], { cwd: this.repository.root, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#running.add(child);
    for (const stream of [child.stdout, child.stderr]) readLines(stream.setEncoding('utf8'), onLine);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        this.#running.delete(child);
        resolve(code);
      });
    });
  }

  /** Ends a deploy that runs, without waiting for its way back. */
  stop(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }

  /** Afterwards no process runs, no port listens and, unless it is to be kept, no file is left. */
  async close(keep = false): Promise<void> {
    process.off('exit', this.#abandon);
    this.stop();
    this.#hook.closeAllConnections();
    await Promise.all([this.server.close(), new Promise((resolve) => this.#hook.close(resolve))]);
    await endProcessesOf(this.folder);
    if (keep) disclaim(this.folder);
    else this.#remove();
  }

  /** The same at once, for the end of this process. */
  private abandon(): void {
    this.stop();
    killProcessesOf(this.folder);
    this.#remove();
  }

  #remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** As a team sets them: what the configuration takes as `${…}`, and the secrets. Nothing of whoever runs the demo. */
  get #env(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
      HOME: join(this.folder, 'home'),
      TMPDIR: join(this.folder, 'home'),
      LANG: 'C.UTF-8',
      SHOP_HOST: '127.0.0.1',
      SHOP_URL: this.url,
      SHOP_PORT: String(this.port),
      SSH_PORT: String(this.server.port),
      RELEASE_PATH: join(this.folder, 'server/srv/shop'),
      BACKUP_PATH: join(this.folder, 'server/var/backups/shop'),
      LOCKGATE_KNOWN_HOSTS: this.server.knownHosts(),
      DEPLOY_KEY: this.deployKey,
      DEPLOY_WEBHOOK: `http://127.0.0.1:${(this.#hook.address() as AddressInfo).port}/`,
    };
  }

  #hear(text: string): void {
    const { event = '', headline = '' } = JSON.parse(text) as { event?: string; headline?: string };
    this.messages.push({ event, headline });
  }
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
