import { reading } from '../../model/command';
import { describeCommand } from '../../shell/describe';
import type { KeptDatabase } from '../database';
import { connectionValue } from './names';
import type { PostgresSettings } from './settings';

/** How a person gets at the database of that name, as we get at ours. */
export function describeKept({ as, host, port, user, name: ours }: PostgresSettings, name: string): KeptDatabase {
  const server = Object.entries({ '--host': host, '--port': port, '--username': user }).flatMap(([option, value]) => (value === undefined ? [] : [option, String(value)]));
  const typed = (...words: string[]): string => {
    const [program = '', ...rest] = [...(as === undefined ? [] : ['sudo', '-u', as]), 'psql', ...server, ...words];
    return describeCommand(reading('', program, rest));
  };
  // psql reads a name with other characters as a string of settings.
  const look = typed('-d', /^[\w.-]+$/.test(name) ? name : `dbname=${connectionValue(name)}`);
  return { name, look, drop: typed('-d', ours === 'postgres' ? 'template1' : 'postgres', '-c', `DROP DATABASE "${name.replaceAll('"', '""')}"`) };
}
