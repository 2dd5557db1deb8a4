import { duration } from '../model/units';
import { usage } from './read-words';

/** `90s`, `10m`, `2h` in milliseconds, as the configuration writes them. */
export function readDuration(name: string, options: ReadonlyMap<string, string>): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  const read = duration.safeParse(text);
  if (read.success) return read.data;
  throw usage(`--${name} is no length of time: ${text.slice(0, 40)}`, `write a number with its unit, such as --${name} 10m`);
}
