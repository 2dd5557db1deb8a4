export interface Visit {
  /** Milliseconds since the epoch, when it was sent and when it was over. */
  readonly at: number;
  readonly ended: number;
  readonly what: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What went wrong, in a word. */
  readonly error: string;
  /** The version that answered. */
  readonly version: string;
}

const everyMs = 50;
const patienceMs = 5_000;

/** Twenty requests a second, whatever becomes of those before: nobody waits for a slow answer before the next one comes. */
export class Visitors {
  readonly visits: Visit[] = [];
  /** Names of the products whose adding was confirmed. */
  readonly added: string[] = [];
  readonly #leaving = new AbortController();
  readonly #open = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(private readonly url: string) {}

  start(): void {
    this.#timer = setInterval(() => {
      const visit = this.visit(this.#count++).finally(() => this.#open.delete(visit));
      this.#open.add(visit);
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }

  /** Without waiting for anybody. */
  leave(): void {
    clearInterval(this.#timer);
    this.#leaving.abort();
  }

  private async visit(number: number): Promise<void> {
    const at = Date.now();
    const name = `Cup ${number}`;
    const [method, path, body] = number % 10 === 9 ? ['POST', '/products', JSON.stringify({ name, price: 1200 })] as const : number % 4 === 1 ? (['GET', '/products/1', null] as const) : (['GET', '/', null] as const);
    const tell = (status: number, error: string, version = ''): void => void this.visits.push({ at, ended: Date.now(), what: `${method} ${path}`, status, error, version });
    try {
      const answer = await fetch(`${this.url}${path}`, { method, body, signal: AbortSignal.any([this.#leaving.signal, AbortSignal.timeout(patienceMs)]), headers: { 'content-type': 'application/json' } });
      await answer.text();
      if (answer.ok && method === 'POST') this.added.push(name);
      tell(answer.status, answer.ok ? '' : `answered ${answer.status}`, answer.headers.get('x-version') ?? '');
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
      tell(0, code === 'ECONNREFUSED' ? 'refused' : code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' ? 'cut off' : code || 'no answer');
    }
  }
}

export interface Outage {
  readonly from: number;
  readonly to: number;
  readonly failed: number;
  readonly kinds: string;
}

/** Failed visits, those less than a second apart taken together. */
export function findOutages(visits: readonly Visit[]): Outage[] {
  const groups: Visit[][] = [];
  for (const visit of visits.filter(({ error }) => error !== '').sort((a, b) => a.at - b.at)) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && visit.at - last.at < 1_000) groups.at(-1)?.push(visit);
    else groups.push([visit]);
  }
  return groups.map((group) => ({ from: group[0]?.at ?? 0, to: Math.max(...group.map(({ ended }) => ended)), failed: group.length, kinds: countBy(group) }));
}

function countBy(visits: readonly Visit[]): string {
  const counts = new Map<string, number>();
  for (const { error } of visits) counts.set(error, (counts.get(error) ?? 0) + 1);
  return [...counts].map(([error, count]) => `${count} ${error}`).join(', ');
}
