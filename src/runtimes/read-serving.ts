import type { Serving } from './runtime';

/** `yes|no|unknown`, a tab and what was found, as the functions on the host print it; anything else says nothing. */
export function readServing(instance: string, stdout: string): Serving {
  const [serves, found = ''] = (stdout.split('\n').find((line) => line.trim() !== '') ?? '').split('\t');
  return serves === 'yes' || serves === 'no' ? { instance, serves, found } : { instance, serves: 'unknown', found: serves === 'unknown' ? found : 'the host gave no answer' };
}
