import { readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

import { Failure } from '../model/failure';
import type { FlowContext } from './flow';

const MOST_BYTES = 64_000;

const PLAIN = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Maintenance</title></head>
<body><h1>We are working on it</h1><p>This will be back in a few minutes.</p></body></html>
`;

/** What visitors get: the file of the checkout that the configuration names, else a plain page. A link that leads out of the checkout is refused. */
export function maintenancePage({ settings, run }: FlowContext): string {
  const { page } = settings.maintenance;
  if (page === undefined) return PLAIN;
  const refuse = (cause: string): Failure => new Failure({ kind: 'configuration', code: 'LG-MAINTENANCE-PAGE', problem: `the page of maintenance cannot be used: ${page}`, cause, next: 'commit it to the repository, or remove maintenance.page for a plain one' });
  let text: string;
  try {
    const file = realpathSync(join(run.workspace, page));
    if (!file.startsWith(realpathSync(run.workspace) + sep)) throw refuse('it is outside the checkout');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  if (text.trim() === '' || text.includes('\0') || Buffer.byteLength(text) > MOST_BYTES) throw refuse('it is empty, no text, or larger than 64 kB');
  return text;
}
