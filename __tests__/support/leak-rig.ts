import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { endProcessesOf } from '../../src/cli/demo/processes';
import { type Finding, type NamedSecret, ProcessSampler, type Sample, searchLeaks, textsOf } from '../../tools/leak-searcher';
import type { JobOptions, StepRun } from './job';
import { Rig } from './rig';

/** `token_9f…`: nothing that occurs anywhere else. */
export function mintToken(prefix: string): string {
  return `${prefix}_${randomBytes(18).toString('hex')}`;
}

/** An address of the team's own that takes messages, or refuses them. */
export class Inbox {
  readonly received: { readonly path: string; readonly body: string }[] = [];
  /** What it answers; the body may say back what it was sent. */
  answer: (path: string, authorization: string) => { readonly status: number; readonly body: string } = () => ({ status: 200, body: '{}' });

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Inbox> {
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        inbox.received.push({ path: request.url ?? '', body });
        const { status, body: said } = inbox.answer(request.url ?? '', request.headers.authorization ?? '');
        response.writeHead(status).end(said);
      });
    });
    const inbox = new Inbox(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return inbox;
  }

  get address(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The line with which the runner is told what to hide is the one place where a secret must stand. */
export function withoutMasks(log: string): string {
  return log.split('\n').filter((line) => !line.startsWith('::add-mask::')).join('\n');
}

/**
 * A rig that keeps everything that its jobs said, and watches all processes meanwhile: in the end it says where the
 * secrets that it was told of have been seen.
 */
export class LeakRig {
  readonly secrets: NamedSecret[] = [];
  readonly #texts: { where: string; text: string }[] = [];
  readonly #before = new Set(readdirSync(tmpdir()));
  readonly #actions = new Set<number>();
  #samples: readonly Sample[] = [];

  private constructor(
    readonly rig: Rig,
    readonly inbox: Inbox,
    private readonly sampler: ProcessSampler,
  ) {}

  static async start(options: Parameters<typeof Rig.start>[0] = {}): Promise<LeakRig> {
    const inbox = await Inbox.start();
    const rig = await Rig.start(options);
    const leaks = new LeakRig(rig, inbox, await ProcessSampler.start(rig.folder));
    leaks.secret('DEPLOY_KEY', rig.key.private);
    return leaks;
  }

  secret(name: string, value: string): string {
    this.secrets.push({ name, value });
    return value;
  }

  /** A file on the server, as the team has put it there. */
  writeOnHost(path: string, text: string): void {
    mkdirSync(dirname(join(this.rig.root, path)), { recursive: true });
    writeFileSync(join(this.rig.root, path), text, { mode: 0o600 });
  }

  readonly onStart: NonNullable<JobOptions['onStart']> = (child) => {
    if (child.pid !== undefined) this.#actions.add(child.pid);
  };

  hear(name: string, run: StepRun): void {
    this.#texts.push({ where: `log of ${name}`, text: withoutMasks(run.log) }, { where: `summary of ${name}`, text: run.summary }, { where: `outputs of ${name}`, text: JSON.stringify(run.outputs) });
  }

  /** One step of a job of its own. */
  async run(id: Parameters<Rig['run']>[0], env: Record<string, string>, inputs: Record<string, string> = {}): Promise<StepRun> {
    const run = await this.rig.run(id, inputs, { env, onStart: this.onStart });
    this.hear(id, run);
    for (const post of run.posts) this.hear(`the post step of ${id}`, post);
    return run;
  }

  async deploySteps(env: Record<string, string>): Promise<Awaited<ReturnType<Rig['deploySteps']>>> {
    const run = await this.rig.deploySteps({ env, onStart: this.onStart });
    for (const [id, step] of run.steps) this.hear(id, step);
    for (const post of run.posts) this.hear('a post step', post);
    return run;
  }

  /** Ends the watch over the processes. */
  async settle(): Promise<void> {
    this.#samples = (await this.sampler.stop()).samples;
  }

  /** Environments of the actions, as the runner started them: a process of theirs has the same until it becomes another program. */
  get #given(): ReadonlySet<string> {
    return new Set(this.#samples.filter(({ pid, kind }) => kind === 'environment' && this.#actions.has(pid)).map(({ text }) => text));
  }

  /** To be called after `settle`. */
  findings(belongs: (finding: Finding) => boolean = () => false): Finding[] {
    const { rig } = this;
    const given = this.#given;
    const left = readdirSync(tmpdir()).filter((name) => !this.#before.has(name) && /^(tmp|lockgate|lg)/.test(name) && !/^lockgate-(rig|host|planted|leaks)/.test(name));
    return searchLeaks({
      secrets: this.secrets,
      texts: [...this.#texts, ...textsOf(this.#samples.filter(({ text }) => !given.has(text)), this.#samples)],
      folders: [rig.scratch, rig.disk, rig.workspace],
      passing: left.map((name) => join(tmpdir(), name)),
      belongs,
    });
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  async close(): Promise<void> {
    await endProcessesOf(this.rig.folder);
    await this.rig.close();
    await this.inbox.close();
  }
}
