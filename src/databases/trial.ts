import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

import type { CommandResult } from '../model/command';
import { succeeded } from '../model/command';
import { Failure } from '../model/failure';
import type { Trial, TrialRequest } from './database';

/** The words that say which backup a trial begins with and how long the script's first part is, and the script itself. */
export function trialWords({ from, since, files }: TrialRequest, scriptOf: (file: TrialRequest['files'][number]) => string): { readonly words: readonly string[]; readonly stdin: string } {
  const [before, wanted] = [since.map(scriptOf).join(''), files.map(scriptOf).join('')];
  const stdin = before + wanted;
  const backup = from === undefined ? ['', '', '0'] : [from.file, from.sha256, String(from.databaseBytes)];
  return { words: [...backup, String(Buffer.byteLength(before)), createHash('sha256').update(stdin).digest('hex')], stdin };
}

/** What `lg_pg_trial` and `lg_sqlite_trial` print. */
export function readTrial(result: CommandResult | undefined, lines: readonly string[]): Trial {
  const [first = '', ...rest] = lines;
  const [what, which] = first.split(' ');
  if (what === 'failed') return { ran: false, failed: which === 'since' ? 'since' : 'files', why: rest.join('\n') };
  const texts = new Map(rest.map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  const read = (name: string): string | undefined => {
    const packed = texts.get(name);
    return packed === undefined ? undefined : gunzipSync(Buffer.from(packed, 'base64')).toString('utf8');
  };
  const expected = read('expected');
  const found = read('found');
  if (what !== 'ran' || expected === undefined) throw new Failure({ kind: 'command', code: 'LG-DATABASE-ANSWER', problem: 'the answer to a trial of migrations is not whole', host: result?.host, next: 'run again' });
  return { ran: true, changed: which === 'changed', expected, found: found ?? expected };
}

/** A schema that does not fit into an answer is not compared by half. */
export function requireWhole(result: CommandResult | undefined): void {
  if (result === undefined || !succeeded(result) || !result.truncated) return;
  throw new Failure({ kind: 'command', code: 'LG-TRIAL-TOO-LONG', problem: 'the two schemas differ, and are too long to be compared', host: result.host, next: 'compare them by hand: pg_dump --schema-only of both' });
}
