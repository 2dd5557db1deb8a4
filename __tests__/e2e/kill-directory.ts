import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Instant, instantsOf, verbOf } from '../../tools/kill-harness/instants';
import { RunsApi } from '../../tools/kill-harness/runs-api';
import { SyncGate, syncProgram } from '../../tools/kill-harness/sync-gate';
import { docker } from '../../tools/test-server/docker';
import { BUILD, withBuilt } from '../support/directory-build';
import { DirectoryRig } from '../support/directory-rig';
import { TcpProxy } from '../support/tcp-proxy';
import { Customer } from './kill-customer';
import { look, type Sight } from './kill-directory-sight';
import type { Target } from './kill-strike';
import { type Mode, startAction, type Turn } from './kill-turn';

const GATE = '/mnt/gate';

/** Two instances in a roll, or one unit that is stopped for a migration that the former release cannot live with. */
export type Shape = 'rolling' | 'recreate';

/** Ends the script that mutates on the host, with all that it started, as soon as a file is there. */
const KILLER = `
: >${GATE}/loaded
until [ -e ${GATE}/strike ]; do sleep 0.005; done
session=$(cut -d ' ' -f 6 /srv/directory/.lockgate/running) && pkill -KILL -s "$session"
rm -f ${GATE}/loaded ${GATE}/strike
`;

/** Only what is needed is kept, so that what is kept too long is seen. */
const quick = (text: string): string => withBuilt(text).replace('keep: { last: 5, daily: 14, weekly: 8 }', 'keep: { last: 1 }').replace('keep: 5', 'keep: 1');

/**
 * The company directory on a whole server, as a system that is killed. Nothing is set back between two cases: each deploys the
 * next version, with a migration of its own, over what the one before left.
 */
export class KillDirectory implements Target {
  #version = 0;
  #runs = 9000;
  readonly customer: Customer;

  private constructor(
    readonly shape: Shape,
    readonly rig: DirectoryRig,
    readonly gate: SyncGate,
    readonly api: RunsApi,
    readonly ssh: TcpProxy,
    private readonly web: TcpProxy,
  ) {
    this.customer = new Customer({ port: web.port, path: '/companies', order: (name) => ({ name }), everyMs: 150 });
  }

  static async start(shape: Shape): Promise<KillDirectory> {
    const gate = SyncGate.create(mkdtempSync(join(tmpdir(), 'lockgate-gate-')));
    const rig = await DirectoryRig.start({ file: shape === 'rolling' ? 'lockgate.rolling.yml' : 'lockgate.yml', words: ['--volume', `${gate.folder}:${GATE}`] });
    const { server } = rig;
    // Asked with each connection: a server that was started anew may have another address.
    const at = (port: number): { host: string; port: number } => ({ port, get host() { return server.address; } });
    const shop = new KillDirectory(shape, rig, gate, await RunsApi.start(), await TcpProxy.start({ to: at(22) }), await TcpProxy.start({ to: at(80) }));
    try {
      await shop.#prepare();
      return shop;
    } catch (error) {
      await shop.close();
      throw error;
    }
  }

  async #prepare(): Promise<void> {
    const { server } = this.rig;
    await server.write('/usr/local/bin/sync', syncProgram(GATE, '/usr/bin/sync'), '755');
    await server.must(`${BUILD}\nsystemctl enable --quiet ${this.unitNames.join(' ')}`);
    const first = this.deploy();
    const run = await first.over;
    if (run.code !== 0) throw new Error(`version 1 could not be deployed:\n${run.log}`);
    await first.job.end();
    await this.customer.come();
  }

  get unitNames(): readonly string[] {
    return this.shape === 'rolling' ? ['directory@1', 'directory@2'] : ['directory'];
  }

  get ports(): readonly string[] {
    return this.shape === 'rolling' ? ['8001', '8002'] : [];
  }

  /** The version that was deployed last. */
  get version(): number {
    return this.#version;
  }

  /**
   * Writes the next version into the team's repository: a column and a row, so that half of its migration would be seen. An ill
   * one starts, and says of itself that it is not well; in one unit, its migration takes from the former release what it reads.
   */
  #write(ill: boolean): void {
    this.#version += 1;
    const own = `m${String(this.#version)}`;
    const table = this.#version === 1 ? 'CREATE TABLE marks (version integer PRIMARY KEY);\n' : '';
    this.rig.put(`database/${own}.sql`, `${table}ALTER TABLE companies ADD COLUMN ${own} integer;\nINSERT INTO marks VALUES (${String(this.#version)});\n`);
    const breaking = ill && this.shape === 'recreate';
    const rename = 'ALTER TABLE companies RENAME COLUMN name TO title;\n';
    if (breaking) this.rig.put('database/rename.sql', rename);
    const numbers = Array.from({ length: this.#version }, (_, index) => `database/m${String(index + 1)}.sql`);
    const digest = createHash('sha256').update(rename).digest('hex').slice(0, 8);
    this.rig.spoil('directory/health.py', ill ? (text) => text.replace('return jsonify(status="ok"', 'return jsonify(status="ill"') : (text) => text);
    this.rig.configure((text) => {
      const faster = quick(text)
        .replace('database/search.sql]', ['database/search.sql', ...numbers, ...(breaking ? ['database/rename.sql'] : [])].join(', ').concat(']'))
        .replaceAll('http://${PRODUCTION_HOST}', `http://127.0.0.1:${String(this.web.port)}`)
        .replace('hosts: { web: "${PRODUCTION_HOST}" }', `hosts: { web: { at: 127.0.0.1, port: ${String(this.ssh.port)} } }`);
      // An ill release is not asked for long.
      const asked = ill ? faster.replace('attempts: 60, every: 100ms', 'attempts: 12, every: 100ms') : faster;
      return breaking ? asked.replace('when: before-switch', 'when: maintenance').replace('  then: vacuum-analyze\n', `  acknowledge: { "database/rename.sql@${digest}": [break, lock] }\n`) : asked;
    });
  }

  /** The whole flow with the next version, or with the same one once more as another attempt of a run. */
  deploy({ ill = false, again }: { readonly ill?: boolean; readonly again?: string } = {}): Turn {
    if (again === undefined) this.#write(ill);
    this.#runs += 1;
    const run = again ?? String(this.#runs);
    const env = { GITHUB_API_URL: this.api.url, LOCKGATE_KNOWN_HOSTS: `[127.0.0.1]:${String(this.ssh.port)} ${this.rig.server.hostKey}\n` };
    return startAction(this.api, this.rig.job(`v${String(this.#version)}`, { run, env, ...(again === undefined ? {} : { attempt: 2 }) }), run);
  }

  async hit(mode: Mode, turn: Pick<Turn<unknown>, 'kill'>): Promise<void> {
    if (mode === 'runner' || mode === 'both') turn.kill();
    if (mode === 'host' || mode === 'both') {
      writeFileSync(join(this.gate.folder, 'strike'), '');
      while (existsSync(join(this.gate.folder, 'loaded'))) await sleep(5);
    }
    if (mode === 'cut') this.ssh.cut();
  }

  /** The power is cut and comes back. */
  async reboot(): Promise<void> {
    await this.rig.server.reboot({
      hard: true,
      whileDown: () => {
        this.gate.release();
        this.ssh.cut();
      },
    });
  }

  /** Has the end of the host's script ready, so that it comes at once when it is wanted. */
  async load(): Promise<void> {
    spawn('docker', ['exec', this.rig.server.id, 'sh', '-c', KILLER], { stdio: 'ignore' });
    while (!existsSync(join(this.gate.folder, 'loaded'))) await sleep(5);
  }

  sight(): Promise<Sight> {
    return look(this.rig.server, this.unitNames);
  }

  /** What users see: `v7` and its release, or why there is nothing to see. */
  async served(): Promise<string> {
    for (let count = 0; ; count += 1) {
      try {
        const answer = await fetch(`http://127.0.0.1:${String(this.web.port)}/health`, { signal: AbortSignal.timeout(5000) });
        const body = (await answer.json()) as { version?: string; release?: string; status?: string };
        if (answer.ok && body.status === 'ok') return `${String(body.version)} ${String(body.release)}`;
        if (count === 60) return `ill: ${String(answer.status)} ${String(body.status)}`;
      } catch (error) {
        if (count === 60) return `ill: ${String(error)}`;
      }
      await sleep(100);
    }
  }

  /** What each step visibly changes on the server: true once it has; undefined where that cannot be told this time. */
  readonly visible: Readonly<Record<string, 'reads' | ((sight: Sight, which: { readonly instance: string; readonly back: boolean; readonly change: string; readonly previous: string }) => boolean | undefined)>> = {
    'backup.create': ({ manifests }, { change }) => manifests.includes(change),
    'backup.prune': ({ manifests }) => manifests.length === 1,
    'migrate.count-before': 'reads',
    'migrate.count-after': 'reads',
    'migrate.then': 'reads',
    'release.ready': 'reads',
    'proxy.drain': 'reads',
    // It was prepared by the first deploy.
    'proxy.prepare': 'reads',
    'migrate.apply': ({ marks }) => marks.includes(this.#version),
    'release.assemble': ({ complete }, { change }) => complete.includes(change),
    'release.switch': ({ current }, { change }) => current === change,
    'release.switch-back': ({ current }, { previous }) => current === previous,
    'release.retain': ({ folders }, { change, previous }) => folders.every((id) => id === change || id === previous),
    'release.discard': ({ folders }, { change }) => !folders.includes(change),
    // The instance whose gate closed has no traffic when the way back comes to it.
    'proxy.unroute': ({ routed }, { instance, back }) => (back ? undefined : !routed.includes(`800${instance}`)),
    'proxy.route': ({ routed }, { instance }) => routed.length === (instance === '' ? this.ports.length : routed.length) && (instance === '' || routed.includes(`800${instance}`)),
    'runtime.restart': ({ units }, { instance, back, change, previous }) => units.some(({ name, release }) => name === `directory@${instance}` && release === (back ? previous : change)),
    'runtime.stop': ({ units }) => units.every(({ release }) => release === ''),
    'runtime.start': ({ units }, { change }) => units.every(({ release }) => release === change),
    'runtime.start-old': ({ units }, { previous }) => units.every(({ release }) => release === previous),
    'maintenance.stop': ({ units }) => units.every(({ release }) => release === ''),
    // Nothing else is stopped, and no proxy shows a page.
    'maintenance.leave': 'reads',
    'database.restore': ({ marks }) => !marks.includes(this.#version),
  };

  async look(step: string, action: string): Promise<boolean | undefined> {
    const seen = this.visible[verbOf(step)];
    if (typeof seen !== 'function') return undefined;
    const sight = await this.sight();
    const opened = sight.change?.opened;
    return seen(sight, { instance: step.split('/')[1] ?? '', back: action !== 'rolling-deploy', change: opened?.change ?? '', previous: opened?.previous ?? '' });
  }

  /** The instants of a run that nobody disturbs. */
  async undisturbed(of: { readonly ill?: boolean } = {}): Promise<readonly Instant[]> {
    this.gate.record();
    const turn = this.deploy(of);
    const run = await turn.over;
    const trail = this.gate.take();
    await turn.job.end();
    if ((run.code === 0) === (of.ill === true)) throw new Error(`the undisturbed run is not what was meant:\n${run.log}`);
    return instantsOf(trail, this.visible);
  }

  async close(): Promise<void> {
    await this.customer.leave();
    await Promise.all([this.ssh.close(), this.web.close(), this.api.close()]);
    await this.rig.close();
    this.gate.remove();
  }

  /** Holds a lock that a migration waits for, until the server's end or the session's. */
  lock(): void {
    void docker(['exec', '--user', 'postgres', this.rig.server.id, 'psql', '-qX', '-d', 'directory', '-c', 'BEGIN; LOCK TABLE companies IN ACCESS SHARE MODE; SELECT pg_sleep(100)']).catch(() => undefined);
  }
}
