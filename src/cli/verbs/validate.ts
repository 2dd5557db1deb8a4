import { openParts } from '../../actions/parts';
import type { Unset } from '../../config/interpolate';
import type { Settings } from '../../config/settings';
import { failedResult, separate } from '../../entry/result';
import { asFailure, Failures } from '../../model/failure';
import type { Failure } from '../../model/failure';
import type { ActionReport } from '../../model/report';
import { count } from '../../model/words';
import { hostOptions } from '../options';
import { chooseEnvironment } from '../surroundings';
import type { Surroundings } from '../surroundings';
import { gatherUnset, unsetProblems, unsetRow } from '../unset';
import type { Verb, VerbResult } from '../verb';

async function read(surroundings: Surroundings, environment: string, onUnset: (unset: Unset) => void): Promise<Settings> {
  const settings = surroundings.settings(environment, { onUnset });
  await openParts(settings, surroundings.folder(), (name) => surroundings.secret(name));
  return settings;
}

function describe(settings: Settings): [string, string][] {
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
  const good: Settings[] = [];
  const missing: (Unset & { readonly environment: string })[] = [];
  const problems = new Map<string, Failure>();
  for (const environment of wanted) {
    try {
      good.push(await read(surroundings, environment, (one) => missing.push({ ...one, environment })));
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'bug') throw failure;
      // What is wrong for all of them is told once, and a variable once for all its places.
      for (const one of separate(failure).filter(({ code }) => code !== 'LG-CONFIG-MISSING-VARIABLE')) problems.set(`${one.facts.problem} ${one.facts.host ?? ''}`, one);
    }
  }
  const now = new Date();
  const unset = gatherUnset(missing);
  const data = { file: name, environments: good.map((settings) => ({ name: settings.environment, hosts: settings.hosts.map(({ alias, roles }) => ({ alias, roles })), digest: settings.digest, unset: unset.filter(({ environments: of }) => of.includes(settings.environment)).map((one) => one.name) })), unset };
  const facts = unset.length === 0 ? [] : [{ title: 'not set here', rows: unset.map(unsetRow) }];
  const wrong = [...problems.values(), ...unsetProblems(unset)];
  if (wrong.length > 0) {
    const result = failedResult({ action: 'validate', environment: named ?? '', startedAt }, new Failures(wrong), now);
    return { ...result, report: { ...result.report, facts }, data };
  }
  const report: ActionReport = {
    action: 'validate',
    status: 'passed',
    headline: `${name} is valid for ${count(good.length, 'environment')}: ${good.map(({ environment }) => environment).join(', ')}`,
    app: good[0]?.app ?? '',
    environment: named ?? '',
    version: '',
    release: '',
    startedAt: startedAt.toISOString(),
    durationMs: now.getTime() - startedAt.getTime(),
    timeline: [],
    gates: [],
    facts: [...good.map((settings) => ({ title: settings.environment, rows: describe(settings) })), ...facts],
    commands: [],
    failures: [],
    notes: unset.length === 0 ? [] : [`a secret is needed where it is used, and not to read the file: ${unset.map((one) => one.name).join(', ')}`],
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
