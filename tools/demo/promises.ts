import { execFileSync } from 'node:child_process';
import { request } from 'undici';
import { findJob, findStep, type RunResult } from '../workflow-runner';
import type { Lab } from './lab';
import type { Version } from './repository';

export interface Kept {
  readonly promise: string;
  readonly kept: boolean;
  /** What was found. */
  readonly found: string;
}

/** What the demo claims, looked up after everything ended. */
export async function checkPromises(lab: Lab, runs: Readonly<Record<Version, RunResult>>, added: readonly string[]): Promise<Kept[]> {
  const back = findStep(findJob(runs.v3, 'deploy'), 'rollback');
  const health = await ask(`${lab.url}/health`);
  const names = productNames(lab.database);
  const missing = added.filter((name) => !names.includes(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const is = (promise: string, kept: boolean, found: string): Kept => ({ promise, kept, found });
  return [
    is('v1 and v2 are released, their runs are green', runs.v1.conclusion === 'success' && runs.v2.conclusion === 'success', `${runs.v1.conclusion}, ${runs.v2.conclusion}`),
    is("v3's run is red, and so is its verdict", runs.v3.conclusion === 'failure' && findJob(runs.v3, 'verdict').conclusion === 'failure', `${runs.v3.conclusion}, ${findJob(runs.v3, 'verdict').conclusion}`),
    is('v3 was brought back by itself', back.outcome === 'success' && back.outputs['status'] === 'rolled-back', `${back.outputs['status'] ?? 'nothing'}, level ${back.outputs['level'] ?? 'none'}, ${back.outputs['loss'] ?? 'unknown'} rows lost`),
    is('v2 serves again and is well', health.statusCode === 200 && health.body['version'] === '1.1.0', `${health.statusCode} ${JSON.stringify(health.body)}`),
    is('nothing that a visitor added is lost, nothing is there twice', missing.length === 0 && twice.length === 0 && names.length >= added.length + 3, `${added.length} confirmed, ${names.length} products with the first three, ${missing.length} missing`),
    is('the team was told', ['succeeded', 'succeeded', 'rolled-back'].every((event, index) => lab.outside.messages[index]?.event === event), lab.outside.messages.map(({ event }) => event).join(', ')),
  ];
}

async function ask(url: string): Promise<{ readonly statusCode: number; readonly body: Readonly<Record<string, unknown>> }> {
  try {
    const { statusCode, body } = await request(url);
    return { statusCode, body: (await body.json()) as Record<string, unknown> };
  } catch (error) {
    return { statusCode: 0, body: { error: String(error) } };
  }
}

function productNames(database: string): string[] {
  const program = 'import json, sqlite3, sys; print(json.dumps([name for (name,) in sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True).execute("SELECT name FROM products ORDER BY id")]))';
  return JSON.parse(execFileSync('python3', ['-c', program, database], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })) as string[];
}
