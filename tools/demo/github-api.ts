import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What of GitHub's API the actions ask for, and the address that a team would be told at. */
export class Outside {
  readonly messages: { readonly event: string; readonly headline: string }[] = [];
  readonly #deployments: { id: number; payload: unknown; states: string[] }[] = [];
  readonly #server: Server;

  private constructor(private readonly commits: (from: string, to: string) => readonly { readonly sha: string; readonly subject: string }[]) {
    this.#server = createServer((request, response) => {
      void read(request).then((body) => {
        const [status, answer] = this.answer(request.method ?? '', request.url ?? '', body);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
  }

  static async start(commits: Outside['commits']): Promise<Outside> {
    const outside = new Outside(commits);
    await new Promise<void>((resolve) => outside.#server.listen(0, '127.0.0.1', resolve));
    return outside;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  private answer(method: string, url: string, body: Record<string, unknown>): [number, unknown] {
    const path = url.replace(/\?.*$/, '').replace(/^\/repos\/[^/]+\/[^/]+/, '');
    if (method === 'POST' && path === '/hook') {
      this.messages.push({ event: String(body['event']), headline: String(body['headline']) });
      return [200, {}];
    }
    if (path.startsWith('/actions/runs/')) return [200, { status: 'in_progress' }];
    const compared = /^\/compare\/(.+)\.\.\.(.+)$/.exec(path);
    if (compared) return [200, { commits: this.commits(compared[1] ?? '', compared[2] ?? '').map(({ sha, subject }) => ({ sha, commit: { message: subject } })) }];
    if (path === '/deployments' && method === 'POST') {
      this.#deployments.unshift({ id: this.#deployments.length + 1, payload: body['payload'], states: [] });
      return [201, this.#deployments[0]];
    }
    if (path === '/deployments') return [200, this.#deployments];
    const status = /^\/deployments\/(\d+)\/statuses$/.exec(path);
    if (status && method === 'POST') {
      this.#deployments.find(({ id }) => id === Number(status[1]))?.states.push(String(body['state']));
      return [201, { id: 1 }];
    }
    return [404, { message: 'Not Found' }];
  }
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
