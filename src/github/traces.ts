import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { FlowResult } from '../actions/flow';
import type { Masks } from '../entry/masks';
import { readTrace, type Trace, traceOf } from '../model/trace';
import { keepFile } from '../shell/keep-file';
import { jobFolder } from './job-folder';

type Variables = Readonly<Record<string, string | undefined>>;

/** Leaves what this action did for the later ones of the job; `result` is without secrets but for its outputs. */
export async function keepTrace({ report, outputs }: FlowResult, masks: Masks, env: Variables): Promise<void> {
  const temp = env['RUNNER_TEMP'] ?? '';
  if (temp === '' || report.status === 'dry-run') return;
  const told = Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== '' && masks.find(value) === undefined));
  await keepFile(temp, `${jobFolder(env)}/${report.startedAt.replace(/[^0-9]/g, '')}-${report.action}.json`, JSON.stringify(traceOf(report, told)));
}

/** What earlier actions of this job left, in their order. What is none of ours is passed over. */
export async function readTraces(env: Variables): Promise<Trace[]> {
  const temp = env['RUNNER_TEMP'] ?? '';
  if (temp === '') return [];
  const folder = join(temp, jobFolder(env));
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.filter((name) => name.endsWith('.json')).sort().map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return texts.flatMap((text) => readTrace(text) ?? []);
}
