import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { openParts, type Parts } from '../../src/actions/parts';
import { checks } from '../../src/checks/registry.generated';
import { loadSettings } from '../../src/config/load';
import { databases } from '../../src/databases/registry.generated';
import { migrations } from '../../src/migrations/registry.generated';
import type { Command } from '../../src/model/command';
import { notifiers } from '../../src/notifiers/registry.generated';
import { proxies } from '../../src/proxies/registry.generated';
import { releases } from '../../src/releases/registry.generated';
import { runtimes } from '../../src/runtimes/registry.generated';
import { SshHosts, type SshShell } from '../../src/shell/ssh-shell';
import { strategies } from '../../src/strategies/registry.generated';
import { EXAMPLE, startFlaskSystemd } from '../../tools/test-server/flask-systemd';
import { letIn } from '../../tools/test-server/login';
import type { TestServer } from '../../tools/test-server/server';

const plugins = { checks, databases, migrations, notifiers, proxies, releases, runtimes, strategies };
const LOOKS = 300;

export interface Health {
  readonly code: number;
  readonly release?: string;
}

/** The server as `docs/server-setup.md` leaves it, and a deploy user who logged in by SSH. */
export class FlaskSystemd {
  readonly #hosts = new SshHosts({ attempts: 1, connectTimeoutMs: 20_000 });
  readonly shell: SshShell;

  private constructor(
    readonly server: TestServer,
    target: Parameters<SshHosts['shell']>[0],
  ) {
    this.shell = this.#hosts.shell(target);
  }

  static async start(): Promise<FlaskSystemd> {
    const server = await startFlaskSystemd();
    return new FlaskSystemd(server, (await letIn(server, 'deploy', 'restrict,port-forwarding')).target());
  }

  /** What a configuration of the example makes of the plugins. */
  partsOf(file: 'lockgate.yml' | 'lockgate.rolling.yml'): Promise<Parts> {
    const text = readFileSync(join(EXAMPLE, '.github', file), 'utf8');
    return openParts(loadSettings({ text, file, environment: 'production', variables: { PRODUCTION_HOST: this.server.address }, plugins }), EXAMPLE);
  }

  /** As the deploy user; answers what was printed. */
  async deploy(script: string): Promise<string> {
    const ended = await this.shell.script(`set -e\n${script}\n`, { deadlineMs: 120_000 });
    if (ended.exitCode !== 0) throw new Error(`exit code ${String(ended.exitCode)}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout.trim();
  }

  async run(commands: readonly Command[]): Promise<void> {
    for (const result of await this.shell.run(commands)) if (result.exitCode !== 0) throw new Error(`${result.title}: ${result.stdout}${result.stderr}`);
  }

  /** Through nginx, as a visitor. */
  get(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://${this.server.address}${path}`, { redirect: 'manual', ...init });
  }

  async health(): Promise<Health> {
    const answer = await this.get('/health');
    return { code: answer.status, ...((await answer.json().catch(() => ({}))) as object) };
  }

  /** What the application says of itself, once that release does or after long enough. */
  async healthOf(release: string): Promise<Health> {
    for (let look = 0; ; look += 1) {
      const seen = await this.health();
      if ((seen.code === 200 && seen.release === release) || look === LOOKS) return seen;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Puts the example there and starts it, by hand: what an action would do step by step. */
  async placeByHand(release: string, version: string): Promise<void> {
    await this.shell.upload({ from: EXAMPLE, to: `/srv/directory/releases/${release}`, exclude: ['.git', '__pycache__', '.venv'] });
    await this.deploy(`
      cd /srv/directory/releases/${release}
      python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt
      .venv/bin/python -m compileall -q directory
      ln -s ../../shared/.env .env
      printf '%s\\n' '${version}' >.lockgate-version
      cat database/schema.sql database/news.sql | sudo -n -u postgres psql -qX1 -v ON_ERROR_STOP=1 -d directory
      sudo -n -u postgres psql -qX -v ON_ERROR_STOP=1 -d directory <database/search.sql
      ln -sfn releases/${release} /srv/directory/current
      sudo -n systemctl --no-block start directory.service`);
  }

  async close(): Promise<void> {
    await this.#hosts.close();
    await this.server.close();
  }
}
