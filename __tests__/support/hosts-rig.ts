import { mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { type ChangeRecord, foldJournal, type JournalLine } from '../../src/model/journal';
import { SshServer } from '../../tools/ssh-server/ssh-server';
import { TcpProxy } from '../../tools/ssh-server/tcp-proxy';
import { Namespace } from './namespace';
import { Rig } from './rig';

/** One of several servers: a disk, processes and an SSH server of its own. Its application answers at an address of its own. */
export class RigHost {
  namespace: Namespace | undefined;

  constructor(
    readonly alias: string,
    readonly address: string,
    readonly disk: string,
    readonly server: SshServer,
    readonly proxy: TcpProxy,
    private readonly port: () => number,
  ) {}

  get root(): string {
    return join(this.disk, 'srv/shop');
  }

  get journal(): JournalLine[] {
    return readFileSync(join(this.root, '.lockgate/journal'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as JournalLine);
  }

  get changes(): ChangeRecord[] {
    return foldJournal(this.journal);
  }

  get current(): string {
    return readlinkSync(join(this.root, 'current')).split('/').at(-1) ?? '';
  }

  get leaseOwner(): string {
    return (JSON.parse(readFileSync(join(this.root, '.lockgate/lease'), 'utf8')) as { owner: string }).owner;
  }

  /** Ids of the steps of a change that were begun here, in their order. */
  steps(change: string): string[] {
    return this.journal.flatMap((line) => (line.kind === 'begin' && line.change === change ? [line.step] : []));
  }

  /** The version that its processes answer with; why none does otherwise. */
  async version(): Promise<string> {
    try {
      const answer = await fetch(`http://${this.address}:${String(this.port())}/health`, { signal: AbortSignal.timeout(5_000) });
      return ((await answer.json()) as { version: string }).version;
    } catch (error) {
      return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    }
  }
}

/** Beside the usual configuration: a check of the gate `instance` that tells the test when a host is asked, and waits for it. */
const GATE = '    - http: { url: "${TEST_URL}", attempts: 1, timeout: 30s }\n';

/** The rig with several servers and one database, on the first of them. */
export class HostsRig {
  /** Called each time the gate `instance` is asked, with how often it was before in this run; it is answered when this is through. */
  onGate: (asked: number) => void | Promise<void> = () => undefined;
  asked = 0;
  /** Called with what a host's own processes tell; they go on when this is through. */
  onTold: (what: string) => void | Promise<void> = () => undefined;

  private constructor(
    readonly rig: Rig,
    readonly hosts: readonly RigHost[],
    private readonly teller: Server,
  ) {}

  static async start(count: number, rollout: string): Promise<HostsRig> {
    let first: Namespace | undefined;
    const loopback = (index: number): string => `127.0.0.${String(index + 11)}`;
    const optionsOf = (index: number, namespace: () => Namespace | undefined): object => ({
      within: () => namespace()?.words ?? [],
      route: (_address: string, port: number) => ({ address: loopback(index), port }),
    });
    const envOf = (index: number, home: string): Record<string, string> => ({ PATH: process.env['PATH'] ?? '', HOME: home, HOST: loopback(index) });
    const rig = await Rig.start({ server: { ...optionsOf(0, () => first), cwd: '/', env: envOf(0, '/') } });
    const mount = join(rig.folder, 'disk');
    mkdirSync(mount);
    const hosts: RigHost[] = [];
    for (let index = 0; index < count; index += 1) {
      const disk = index === 0 ? rig.disk : join(rig.folder, `server${String(index + 1)}`);
      mkdirSync(join(disk, 'home'), { recursive: true });
      const namespace = await Namespace.start(disk, mount);
      if (index === 0) first = namespace;
      const server = index === 0 ? rig.server : await SshServer.start({ authorized: [rig.key.public], ...optionsOf(index, () => namespace), cwd: '/', env: envOf(index, join(rig.folder, 'home')) });
      const proxy = index === 0 ? rig.proxy : await TcpProxy.start({ to: { port: server.port } });
      const host = new RigHost(`web${String(index + 1)}`, loopback(index), disk, server, proxy, () => rig.port);
      host.namespace = namespace;
      hosts.push(host);
    }
    const teller = createServer((request, response) => {
      const what = (request.url ?? '/').slice(1);
      const asked = hostsRig.asked;
      if (what === '') hostsRig.asked += 1;
      void Promise.resolve(what === '' ? hostsRig.onGate(asked) : hostsRig.onTold(what)).then(() => response.end('told\n'));
    });
    await new Promise<void>((resolve) => { teller.listen(0, '127.0.0.1', resolve); });
    const hostsRig = new HostsRig(rig, hosts, teller);
    const inventory = hosts.map(({ alias }, index) => `${alias}: { at: 127.0.0.1, port: "\${PORT_${String(index)}}", roles: [${index === 0 ? 'web, db' : 'web'}] }`);
    rig.configure((text) =>
      text
        .replace('env: { DATABASE: ../../shared/store.db }', 'stop-timeout: 2s\n  env: { DATABASE: "${SHOP_DATABASE}" }')
        .replace('strategy: { kind: recreate }', `strategy: { kind: recreate, ${rollout} }`)
        .replace(/( {4}- http: \{ path: \/, .*\n)/, `$1${GATE}`)
        .replace('    for: 3s\n', '    for: 1s\n')
        .replace(/notify: .*\n/, '')
        .replace('hosts: { web: "${SHOP_HOST}" }', `hosts: { ${inventory.join(', ')} }`),
    );
    return hostsRig;
  }

  /** What the configuration's variables stand for here. */
  get env(): Record<string, string> {
    const mount = join(this.rig.folder, 'disk');
    return {
      ...Object.fromEntries(this.hosts.map(({ proxy }, index) => [`PORT_${String(index)}`, String(proxy.port)])),
      LOCKGATE_KNOWN_HOSTS: this.hosts.map(({ server, proxy }) => server.knownHosts(proxy.port)).join(''),
      RELEASE_PATH: join(mount, 'srv/shop'),
      BACKUP_PATH: join(mount, 'var/backups/shop'),
      SHOP_DATABASE: this.rig.database,
      SHOP_URL: `http://${this.hosts[0]?.address ?? ''}:${String(this.rig.port)}`,
      TEST_URL: `http://127.0.0.1:${String((this.teller.address() as AddressInfo).port)}/`,
    };
  }

  /** A job of its own, with the gate's count begun anew. */
  job(onGate: HostsRig['onGate'] = () => undefined, more: Parameters<Rig['job']>[0] = {}): ReturnType<Rig['job']> {
    this.asked = 0;
    this.onGate = onGate;
    return this.rig.job({ ...more, env: { ...this.env, ...more.env } });
  }

  versions(): Promise<string[]> {
    return Promise.all(this.hosts.map((host) => host.version()));
  }

  async close(): Promise<void> {
    for (const { namespace, proxy, server } of this.hosts.slice(1)) {
      await namespace?.close();
      await proxy.close();
      await server.close();
    }
    await this.hosts[0]?.namespace?.close();
    await new Promise((resolve) => { this.teller.close(resolve); this.teller.closeAllConnections(); });
    await this.rig.close();
  }
}
