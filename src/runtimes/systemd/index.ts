import { joinProbes, mapProbe, mutating, reading } from '../../model/command';
import type { Command, CommandResult, Probe } from '../../model/command';
import { commandFailure } from '../../model/failure';
import type { Privilege } from '../../model/privilege';
import type { Site } from '../../model/site';
import { readServing } from '../read-serving';
import type { Runtime, RuntimePlugin, RuntimeStatus, Serving } from '../runtime';
import type { SystemdSettings } from './settings';
import { isTemplate, schema } from './settings';

interface Unit {
  /** As the gate and the reports call it. */
  readonly name: string;
  /** `directory@1.service` */
  readonly unit: string;
  readonly port: number | undefined;
}

const SLACK_MS = 30_000;

function unitsOf({ unit, instances = {}, port }: SystemdSettings): readonly Unit[] {
  const base = unit.replace(/\.service$/, '');
  if (!isTemplate(unit)) return [{ name: base, unit: `${base}.service`, port }];
  return Object.entries(instances).map(([name, own]) => ({ name, unit: `${base}${name}.service`, port: own }));
}

function privilegesOf(units: readonly Unit[]): Privilege[] {
  return units.flatMap(({ unit }): Privilege[] => [
    { as: 'root', words: ['systemctl', '--no-block', 'start', unit], why: `start ${unit}` },
    { as: 'root', words: ['systemctl', '--no-block', 'stop', unit], why: `stop ${unit}` },
    { as: 'root', words: ['systemctl', 'reset-failed', unit], why: `start ${unit} again after systemd gave up on it` },
  ]);
}

function readStatus(result: CommandResult | undefined): RuntimeStatus {
  const [state, detail = '', restarts = '', over = ''] = (result?.stdout.split('\n')[0] ?? '').split('\t');
  if (state === 'running' || state === 'stopped' || state === 'failed') return { state, detail, restarts: Number(restarts), over: over === 'over' };
  if (result === undefined) throw new Error('the answer to status lacks its result');
  throw commandFailure(result, { code: 'LG-RUNTIME-STATUS-UNREADABLE', problem: 'systemd does not say how the unit is', next: 'run the command above on the host and see what it prints' });
}

function readsFile(result: CommandResult | undefined): boolean {
  const said = result?.stdout.trim();
  if (said === 'yes' || said === 'no') return said === 'yes';
  if (result === undefined) throw new Error('the answer of systemd lacks its result');
  throw commandFailure(result, { code: 'LG-RUNTIME-STATUS-UNREADABLE', problem: 'systemd does not say which files of variables the unit reads', next: 'run the command above on the host and see what it prints' });
}

/** Running where all are; failed where one is, or where some run and some do not. */
function together(all: readonly RuntimeStatus[]): RuntimeStatus {
  const states = new Set(all.map(({ state }) => state));
  const [state = 'stopped'] = states;
  return { state: states.size > 1 ? 'failed' : state, detail: all.map(({ detail }) => detail).join('; '), restarts: all.reduce((sum, { restarts = 0 }) => sum + restarts, 0), over: all.some(({ over }) => over === true) };
}

function open(settings: SystemdSettings, site: Site): Runtime {
  const units = unitsOf(settings);
  const { settle, 'start-timeout': starting, 'stop-timeout': stopping } = settings;
  const those = (instance: string | undefined): readonly Unit[] => units.filter(({ name }) => instance === undefined || name === instance);
  const does = (title: string, program: string, words: readonly string[], deadlineMs: number): Command => mutating(title, program, words, { library: true, bounded: true, idempotent: true, deadlineMs: deadlineMs + SLACK_MS });
  const askServing = ({ name, unit }: Unit, release: string): Probe<Serving> => ({
    commands: [reading(`ask what the processes of ${unit} hold`, 'lg_systemd_serves', [site.layout.root, release, unit], { library: true, bounded: true })],
    read: ([result]) => readServing(name, result?.stdout ?? ''),
  });
  return {
    kind: 'systemd',
    privileges: privilegesOf(units),
    start: (instance) => those(instance).map(({ unit }) => does(`start ${unit}`, 'lg_systemd_start', [unit, String(settle), String(starting)], settle + starting)),
    stop: (instance) => those(instance).map(({ unit, port }) => does(`stop ${unit}`, 'lg_systemd_stop', [unit, String(stopping), ...(port === undefined ? [] : [String(port)])], stopping)),
    others: (names) => {
      const asked = names.map((name): Unit => ({ name, unit: name.endsWith('.service') ? name : `${name}.service`, port: undefined }));
      return {
        privileges: privilegesOf(asked),
        stop: () => asked.map((one) => does(`stop ${one.unit}`, 'lg_systemd_stop', [one.unit, String(stopping)], stopping)),
        start: () => asked.map((one) => does(`start ${one.unit}`, 'lg_systemd_start', [one.unit, String(settle), String(starting)], settle + starting)),
      };
    },
    status: (instance) =>
      mapProbe(
        joinProbes(those(instance).map(({ unit }) => ({ commands: [reading(`ask how ${unit} is`, 'lg_systemd_status', [unit], { library: true, bounded: true })], read: ([result]) => readStatus(result) }))),
        together,
      ),
    mayOutlive: true,
    serves: (release, instance) => joinProbes(those(instance).map((unit) => askServing(unit, release))),
    ignores: (file) =>
      mapProbe(
        joinProbes(units.map(({ unit }) => ({ commands: [reading(`ask which files of variables ${unit} reads`, 'lg_systemd_reads', [unit, file], { library: true, bounded: true })], read: ([result]) => ({ unit, reads: readsFile(result) }) }))),
        (all) => all.filter(({ reads }) => !reads).map(({ unit }) => unit),
      ),
    logs: (lines) =>
      mapProbe(
        joinProbes(units.map(({ unit }) => ({ commands: [reading(`read the journal of ${unit}`, 'lg_systemd_journal', [unit, String(lines)], { library: true })], read: ([result]) => result?.stdout ?? '' }))),
        (texts) => texts.map((text, index) => (units.length === 1 ? text : `==> ${units[index]?.unit ?? ''} <==\n${text}`)).join('\n'),
      ),
    instances: units.flatMap(({ name, port }) => (port === undefined ? [] : [{ name, port }])),
  };
}

/** A unit of systemd: told through sudo, watched without it. */
export const plugin: RuntimePlugin<SystemdSettings> = { kind: 'systemd', schema, open };
