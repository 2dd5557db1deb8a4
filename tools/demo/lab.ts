import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Version } from '../../src/cli/demo/application';
import { endProcessesOf } from '../../src/cli/demo/processes';
import { Repository } from '../../src/cli/demo/repository';
import { freePort } from '../../src/cli/demo/shop';
import { mintKey, SshServer } from '../../src/cli/demo/ssh-server';
import { type RunResult, runWorkflow, type WorkflowOptions } from '../workflow-runner';
import { Outside } from './github-api';

const project = join(__dirname, '../..');

/** A server of our own, the application's repository, and GitHub's part of the work; all of it in one temporary folder. */
export class Lab {
  #runs = 1000;

  private constructor(
    readonly folder: string,
    readonly repository: Repository,
    readonly outside: Outside,
    readonly server: SshServer,
    readonly port: number,
    private readonly deployKey: string,
  ) {}

  static async open(source = join(project, 'examples/demo')): Promise<Lab> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgate-demo-')));
    for (const name of ['server/home', 'server/tmp', 'runner']) mkdirSync(join(folder, name), { recursive: true });
    const repository = new Repository(join(folder, 'repository'), source);
    const key = mintKey({ comment: 'deploy' });
    const env = { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', HOME: join(folder, 'server/home'), TMPDIR: join(folder, 'server/tmp'), LANG: 'C.UTF-8', USER: 'deploy' };
    const server = await SshServer.start({ authorized: [key.public], user: 'deploy', cwd: join(folder, 'server/home'), env });
    const outside = await Outside.start((from, to) => repository.log(from, to));
    return new Lab(folder, repository, outside, server, await freePort(), key.private);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The application's folder on the server. */
  get releasePath(): string {
    return join(this.folder, 'server/srv/shop');
  }

  get database(): string {
    return join(this.releasePath, 'shared/store.db');
  }

  /** What happens on GitHub when the version's tag is pushed. `lay`: does something in the checkout first. */
  async push(version: Version, more: Partial<WorkflowOptions> = {}, lay: (root: string) => void = () => undefined): Promise<RunResult> {
    const sha = this.repository.show(version);
    lay(this.repository.root);
    return runWorkflow({
      file: '.github/workflows/deploy.yml',
      root: this.repository.root,
      event: { name: 'push', ref: `refs/tags/${version}`, sha },
      repository: 'tea/shop',
      actor: 'demo',
      runId: String(++this.#runs),
      repositories: { 'lockgate/lockgate': project },
      vars: {
        SHOP_HOST: '127.0.0.1',
        SHOP_URL: this.url,
        SHOP_PORT: String(this.port),
        SSH_PORT: String(this.server.port),
        RELEASE_PATH: this.releasePath,
        BACKUP_PATH: join(this.folder, 'server/var/backups/shop'),
        KNOWN_HOSTS: this.server.knownHosts(),
      },
      secrets: { DEPLOY_KEY: this.deployKey, DEPLOY_WEBHOOK: `${this.outside.url}/hook` },
      apiUrl: this.outside.url,
      temp: join(this.folder, 'runner'),
      anyNode: true,
      ...more,
    });
  }

  /** Afterwards no process runs, no port listens and, unless it is to be kept, no file is left. */
  async close(keep = false): Promise<void> {
    await Promise.all([this.server.close(), this.outside.close()]);
    await endProcessesOf(this.folder);
    if (!keep) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
