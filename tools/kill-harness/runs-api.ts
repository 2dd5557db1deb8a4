import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The little of GitHub's API that says whether a run is over. */
export class RunsApi {
  /** Runs that are still going on; every other one is completed. */
  readonly alive = new Set<string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RunsApi> {
    const server = createServer((request, response) => {
      const run = /\/actions\/runs\/(\d+)$/.exec(request.url ?? '');
      const answer: unknown = run !== null ? { status: api.alive.has(run[1] ?? '') ? 'in_progress' : 'completed' } : request.method === 'GET' ? [] : { id: 1 };
      request.resume().on('end', () => {
        response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    const api = new RunsApi(server);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => { this.server.close(() => { resolve(); }); });
  }
}
