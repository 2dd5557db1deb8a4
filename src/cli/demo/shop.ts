import { execFileSync } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';

/** What was promised, and what was found when everything had ended. */
export interface Kept {
  readonly promise: string;
  readonly kept: boolean;
  readonly found: string;
}

export interface Health {
  /** 0 where no answer came. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function askHealth(url: string): Promise<Health> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch (error) {
    return { status: 0, body: { error: String(error) } };
  }
}

function productNames(database: string): string[] {
  const program = 'import json, sqlite3, sys; print(json.dumps([name for (name,) in sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute("SELECT name FROM products ORDER BY id")]))';
  return JSON.parse(execFileSync('python3', ['-c', program, database], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })) as string[];
}

/** The promises that hold whoever deploys: which version serves in the end, and what visitors were told is stored. */
export async function checkShop(url: string, database: string, added: readonly string[]): Promise<Kept[]> {
  const health = await askHealth(url);
  const names = productNames(database);
  const missing = added.filter((name) => !names.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    { promise: 'v2 serves again and is well', kept: health.status === 200 && health.body['version'] === '1.1.0', found: `${health.status} ${JSON.stringify(health.body)}` },
    {
      promise: 'nothing that a visitor added is lost, nothing is there twice',
      kept: missing.length === 0 && twice.length === 0 && names.length >= added.length + 3,
      found: `${added.length} confirmed, ${names.length} products with the first three, ${missing.length} missing`,
    },
  ];
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
