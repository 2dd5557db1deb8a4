import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';

import type { Command, CommandResult } from '../../../src/model/command';
import { layoutOf } from '../../../src/model/layout';
import type { Site } from '../../../src/model/site';
import type { Backend, Proxy, ProxyValidity } from '../../../src/proxies/proxy';
import { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';
import { freePorts, Nginx, serveInstance } from '../../support/nginx';

/** Three instances behind a real proxy, on this machine. */
export class ProxyRig {
  readonly shell: LocalShell;
  readonly site: Site;

  private constructor(
    readonly nginx: Nginx,
    readonly instances: readonly Backend[],
    /** At which the proxy may say what it does. */
    readonly answers: number,
    private readonly servers: readonly Server[],
    sh: string,
  ) {
    this.shell = new LocalShell({ sh });
    const root = join(nginx.folder, 'srv');
    mkdirSync(join(root, 'proxy'), { recursive: true });
    chmodSync(root, 0o755);
    this.site = { app: 'shop', environment: 'test', layout: layoutOf(root), workspace: root, url: '' };
  }

  static async start(sh = 'sh'): Promise<ProxyRig> {
    const [port = 0, answers = 0, ...own] = await freePorts(5);
    const instances = own.map((one, index) => ({ name: String(index + 1), port: one }));
    const servers = await Promise.all(instances.map((one) => serveInstance(one.name, one.port)));
    const nginx = new Nginx(port);
    await nginx.start();
    return new ProxyRig(nginx, instances, answers, servers, sh);
  }

  run(commands: readonly Command[]): Promise<CommandResult[]> {
    return this.shell.run(commands, { stopOnFailure: true });
  }

  async must(commands: readonly Command[]): Promise<void> {
    const bad = (await this.run(commands)).find(({ exitCode }) => exitCode !== 0);
    if (bad !== undefined) throw new Error(`${bad.title}: ${bad.stderr || bad.stdout}`);
  }

  /** What commands say that fail; throws where they do not. */
  async refused(commands: readonly Command[]): Promise<string> {
    const bad = (await this.run(commands)).find(({ exitCode }) => exitCode !== 0);
    if (bad === undefined) throw new Error('nothing was refused');
    return bad.stderr;
  }

  routed(proxy: Proxy): Promise<readonly string[]> {
    return ask(this.shell, proxy.routed());
  }

  closed(proxy: Proxy): Promise<boolean> {
    return ask(this.shell, proxy.closed());
  }

  validity(proxy: Proxy): Promise<ProxyValidity> {
    return ask(this.shell, proxy.validate());
  }

  /** Who answers a number of requests, each on a connection of its own. */
  async answering(requests = 24): Promise<string[]> {
    const answers = await Promise.all(
      Array.from({ length: requests }, async () => {
        const answer = await fetch(`http://127.0.0.1:${String(this.nginx.port)}/`, { headers: { connection: 'close' } });
        return answer.ok ? answer.text() : String(answer.status);
      }),
    );
    return [...new Set(answers)].sort();
  }

  /** Every file of the proxy with its content, and the proxy's processes. */
  picture(): string {
    const files = readdirSync(join(this.site.layout.root, 'proxy')).sort().map((name) => {
      const path = join(this.site.layout.root, 'proxy', name);
      return `${name} ${String(statSync(path).mtimeMs)} ${readFileSync(path, 'utf8')}`;
    });
    return [...files, readFileSync(this.nginx.conf, 'utf8'), this.workers().join(' ')].join('\n');
  }

  /** Processes that this rig's own master started. */
  workers(): string[] {
    const master = readFileSync(join(this.nginx.folder, 'pid'), 'utf8').trim();
    return readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim().split(' ').sort();
  }

  async close(): Promise<void> {
    await this.nginx.close();
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
