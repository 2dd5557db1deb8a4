import { openParts } from '../../actions/parts';
import type { Settings } from '../../config/settings';
import { failedResult, separate } from '../../entry/result';
import { asFailure, Failures } from '../../model/failure';
import type { Failure } from '../../model/failure';
import type { ActionReport } from '../../model/report';
import { count } from '../../model/words';
import { hostOptions } from '../options';
import { chooseEnvironment } from '../surroundings';
import type { Surroundings } from '../surroundings';
import type { Verb, VerbResult } from '../verb';

interface Read {
  readonly settings: Settings;
  /** Variables that hold secrets and are not set here. */
  readonly unset: readonly string[];
}

async function read(surroundings: Surroundings, environment: string): Promise<Read> {
  const unset = new Set<string>();
  const settings = surroundings.settings(environment, {
    onSecret: (name) => {
      if (surroundings.secret(name) === undefined) unset.add(name);
    },
  });
  await openParts(settings, surroundings.folder(), (name) => surroundings.secret(name));
  return { settings, unset: [...unset] };
}

function describe({ settings }: Read): [string, string][] {
  const gates = Object.entries(settings.gates).filter(([, checks]) => checks.length > 0);
  return [
    ['hosts', settings.hosts.map(({ alias, roles }) => (roles.length === 0 ? alias : `${alias} (${roles.join(', ')})`)).join(', ')],
    ['strategy', settings.strategy.kind],
    ...(settings.runtime === undefined ? [] : [['runtime', settings.runtime.kind] as [string, string]]),
    ...(settings.database === undefined ? [] : [['database', settings.database.kind] as [string, string]]),
    ...(settings.migrations === undefined ? [] : [['migrations', `${settings.migrations.kind}, ${settings.migrations.when}`] as [string, string]]),
    ['gates', gates.length === 0 ? 'none of your own' : gates.map(([moment, checks]) => `${moment} ${String(checks.length)}`).join(', ')],
    ['digest', settings.digest],
  ];
}

async function validate(surroundings: Surroundings): Promise<VerbResult> {
  const startedAt = new Date();
  const { environments, name } = surroundings.configuration();
  const named = surroundings.options.get('environment');
  const wanted = named !== undefined || environments.length === 0 ? [chooseEnvironment(named, environments)] : environments;
  const good: Read[] = [];
  const problems = new Map<string, Failure>();
  for (const environment of wanted) {
    try {
      good.push(await read(surroundings, environment));
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'bug') throw failure;
      // What is wrong for all of them is told once.
      for (const one of separate(failure)) problems.set(`${one.facts.problem} ${one.facts.host ?? ''}`, one);
    }
  }
  const now = new Date();
  const data = { file: name, environments: good.map(({ settings, unset }) => ({ name: settings.environment, hosts: settings.hosts.map(({ alias, roles }) => ({ alias, roles })), digest: settings.digest, unset })) };
  if (problems.size > 0) {
    const result = failedResult({ action: 'validate', environment: named ?? '', startedAt }, new Failures([...problems.values()]), now);
    return { ...result, data };
  }
  const unset = [...new Set(good.flatMap((one) => one.unset))];
  const report: ActionReport = {
    action: 'validate',
    status: 'passed',
    headline: `${name} is valid for ${count(good.length, 'environment')}: ${good.map(({ settings }) => settings.environment).join(', ')}`,
    app: good[0]?.settings.app ?? '',
    environment: named ?? '',
    version: '',
    release: '',
    startedAt: startedAt.toISOString(),
    durationMs: now.getTime() - startedAt.getTime(),
    timeline: [],
    gates: [],
    facts: good.map((one) => ({ title: one.settings.environment, rows: describe(one) })),
    commands: [],
    failures: [],
    notes: unset.length === 0 ? [] : [`not set here, and needed where it is used: ${unset.join(', ')}`],
  };
  return { outputs: {}, report, data };
}

export const verb: Verb = {
  description: 'reads the configuration and tells everything that is wrong with it, without a host',
  options: hostOptions,
  example: 'validate --json',
  more: [['validate -e staging', 'one environment alone']],
  plain: (surroundings) => validate(surroundings),
};
