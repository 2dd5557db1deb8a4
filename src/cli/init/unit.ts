import type { Command, CommandResult } from '../../model/command';
import { reading, succeeded } from '../../model/command';
import { commandFailure } from '../../model/failure';

/** A unit of somebody's own on a host. */
export interface Unit {
  /** Without `.service`. */
  readonly name: string;
  /** Where it starts; empty where it does not say. */
  readonly folder: string;
  readonly port: number | undefined;
}

/** Names that a shell and a file of ours take as they are. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9@._:-]*\.service$/;
const PROPERTIES = ['Id', 'FragmentPath', 'WorkingDirectory', 'ExecStart'];

export function listUnits(): Command {
  return reading('list the units of services', 'systemctl', ['list-units', '--type=service', '--all', '--plain', '--no-legend', '--no-pager', '--full']);
}

export function readNames(result: CommandResult | undefined): string[] {
  return answerOf(result).split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '').filter((name) => PLAIN.test(name));
}

export function showUnits(names: readonly string[]): Command {
  return reading('ask what the units run', 'systemctl', ['show', '--no-pager', `--property=${PROPERTIES.join(',')}`, '--', ...names]);
}

function answerOf(result: CommandResult | undefined): string {
  if (result === undefined) throw new Error('an answer is missing');
  if (succeeded(result)) return result.stdout;
  throw commandFailure(result, { code: 'LG-INIT-UNITS', problem: 'the units of the host cannot be listed', next: 'leave --host out, and write the unit into the configuration yourself' });
}

/** Units whose files an administrator wrote. */
export function readUnits(result: CommandResult | undefined): Unit[] {
  return answerOf(result)
    .split(/\n\s*\n/)
    .map((block) => new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])))
    .filter((unit) => unit.get('FragmentPath')?.startsWith('/etc/systemd/system/') === true && (unit.get('ExecStart') ?? '') !== '')
    .map((unit) => {
      // An address with a port behind it, or a port alone behind its option.
      const [, port] = /(?:--?(?:bind|listen|http|b|l)[= ]|\s)(?:[\w.-]*|\[[0-9a-f:]*\]):(\d{2,5})(?=\s|$)/.exec(unit.get('ExecStart') ?? '') ?? /--?(?:port|p)[= ](\d{2,5})(?=\s|$)/.exec(unit.get('ExecStart') ?? '') ?? [];
      return { name: (unit.get('Id') ?? '').replace(/\.service$/, ''), folder: (unit.get('WorkingDirectory') ?? '').replace(/^!/, ''), port: port === undefined ? undefined : Number(port) };
    });
}

/** The one that runs the application: by its name, by its folder, or the only one there is. */
export function chooseUnit(units: readonly Unit[], app: string): Unit | undefined {
  // An instance of a template is no unit that is started alone.
  const whole = units.filter(({ name }) => !name.includes('@'));
  return whole.find(({ name }) => name === app) ?? whole.find(({ folder }) => folder.split('/').includes(app)) ?? (whole.length === 1 ? whole[0] : undefined);
}
