import { z } from 'zod';

import type { Message } from '../../model/message';
import type { Ports } from '../../shell/ports';
import { Refused, takeAnswer, TryAgain } from '../deliver';
import type { ForgeApi } from '../notifier';
import { type Answered, parseObject, quotable } from '../read-answer';
import { composeDeployment } from './status';

/** Of the newest deployments, so many are looked at: the run's own is among the first. */
const RECENT = 30;
const LOOKED_AT = 5;
const STATUSES = 100;
const STATUSES_OF = 'the statuses of a deployment';

const deployments = z.array(z.object({ id: z.int().positive(), sha: z.string().optional(), payload: z.unknown() }));
const statuses = z.array(z.object({ state: z.string(), created_at: z.string(), log_url: z.string().nullish(), target_url: z.string().nullish() }));
const created = z.object({ id: z.int().positive() });

type Status = z.output<typeof statuses>[number];

/** The deployments of a repository, as the run's token may see them. */
export class Records {
  readonly #path: string;

  constructor(
    private readonly api: ForgeApi,
    private readonly ports: Ports,
  ) {
    this.#path = `/repos/${api.repository}/deployments`;
  }

  /** False where there is no such deployment (any more). */
  async addStatus(id: string, body: Readonly<Record<string, unknown>>): Promise<boolean> {
    const answer = await this.#ask('POST', `${this.#path}/${id}/statuses`, body);
    if (answer.status === 404) return false;
    this.#read(answer, created, 'the status of the deployment');
    return true;
  }

  async hasServed(id: string): Promise<boolean> {
    const answer = await this.#askStatuses(id);
    if (answer.status === 404) return false;
    const [newest] = this.#read(answer, statuses, STATUSES_OF).sort((a, b) => b.created_at.localeCompare(a.created_at));
    return newest?.state === 'success';
  }

  /**
   * The deployment of this run: one that an earlier step of it made, or the one that GitHub makes for a job with an
   * `environment`. That one is known by the run's address, which GitHub puts into its statuses. Undefined where there is none.
   */
  async find(message: Message): Promise<string | undefined> {
    const found = await this.#recent(message);
    const ours = found.find(({ payload }) => madeBy(payload) === message.run);
    if (ours !== undefined) return String(ours.id);
    const strangers = found.filter(({ payload }) => madeBy(payload) === undefined);
    // The commit comes first; a run that was started from a branch for a tag has another one on its record.
    const candidates = [...strangers.filter(({ sha }) => sha === message.commit), ...strangers.filter(({ sha }) => sha !== message.commit)].slice(0, LOOKED_AT);
    for (const { id } of candidates) {
      const told = this.#read(await this.#askStatuses(String(id)), statuses, STATUSES_OF);
      if (told.some((status) => isOfRun(status, message))) return String(id);
    }
    return undefined;
  }

  /** The newest deployment that succeeded: what a run that only goes back goes back from. */
  async findServing(message: Message): Promise<string | undefined> {
    for (const { id } of (await this.#recent(message)).slice(0, LOOKED_AT)) if (await this.hasServed(String(id))) return String(id);
    return undefined;
  }

  async create(message: Message): Promise<string> {
    return String(this.#read(await this.#ask('POST', this.#path, composeDeployment(message)), created, 'the new deployment').id);
  }

  async #recent({ environment }: Message): Promise<z.output<typeof deployments>> {
    const query = new URLSearchParams({ environment, task: 'deploy', per_page: String(RECENT) });
    return this.#read(await this.#ask('GET', `${this.#path}?${query.toString()}`), deployments, 'the deployments');
  }

  #askStatuses(id: string): Promise<Answered> {
    return this.#ask('GET', `${this.#path}/${id}/statuses?per_page=${String(STATUSES)}`);
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: Readonly<Record<string, unknown>>): Promise<Answered> {
    const answer = await this.api.ask({ method, path, ...(body === undefined ? {} : { body }) });
    if (answer.kind === 'answered' && answer.limitedMs !== undefined) throw new TryAgain(`GitHub said that its rate limit is reached (${String(answer.status)})`, answer.limitedMs);
    return takeAnswer('GitHub', answer, this.ports.now());
  }

  #read<T>(answer: Answered, schema: z.ZodType<T>, what: string): T {
    const { status } = answer;
    if (status < 200 || status > 299) throw new Refused(explain(answer, what));
    const read = schema.safeParse(parseJson(answer.body));
    if (!read.success) throw new Refused(`GitHub answered ${String(status)}, but not with ${what}`);
    return read.data;
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The run that a deployment of ours was made by; older answers hold the payload as a text. */
function madeBy(payload: unknown): string | undefined {
  const object = typeof payload === 'string' ? parseObject(payload) : payload;
  return typeof object === 'object' && object !== null && 'lockgate' in object && typeof object.lockgate === 'string' ? object.lockgate : undefined;
}

function isOfRun({ log_url: log, target_url: target }: Status, { runUrl }: Message): boolean {
  return runUrl !== '' && [log, target].some((url) => url === runUrl || url?.startsWith(`${runUrl}/`) === true);
}

function explain(answer: Answered, what: string): string {
  const said = `GitHub answered ${String(answer.status)} about ${what}`;
  if (answer.status === 401) return `${said}: the token is not valid any more`;
  if (answer.status === 403 || answer.status === 404) return `${said}: the token may not; add "deployments: write" to the job's permissions`;
  const words = quotable(parseObject(answer.body)['message'], []);
  return words === '' ? said : `${said}: ${words}`;
}
