import type { ActionId } from '../model/action';
import { run as backup } from './backup/run';
import type { Flow, FlowContext } from './flow';
import { run as healthCheck } from './health-check/run';
import { run as migrate } from './migrate/run';
import { ask as preflight } from './preflight/ask';
import { run as rollingDeploy } from './rolling-deploy/run';
import { scopeOf, touchesData } from './scope';

export interface DeployStage {
  readonly id: ActionId;
  readonly flow: Flow;
  readonly wanted: boolean;
}

/** What a deploy consists of under this configuration and scope, in order. */
export function deployStages(context: FlowContext): DeployStage[] {
  const { settings } = context;
  const scope = scopeOf(context);
  const migrating: DeployStage = { id: 'migrate', flow: migrate, wanted: touchesData(scope) && settings.migrations !== undefined };
  const deploying: DeployStage = { id: 'rolling-deploy', flow: rollingDeploy, wanted: scope !== 'migrations' };
  const stages: DeployStage[] = [
    { id: 'preflight', flow: preflight, wanted: true },
    { id: 'backup', flow: backup, wanted: touchesData(scope) && settings.backup !== undefined },
    ...(settings.migrations?.when === 'after-switch' ? [deploying, migrating] : [migrating, deploying]),
    { id: 'health-check', flow: healthCheck, wanted: scope !== 'migrations' },
  ];
  return stages.filter((one) => one.wanted);
}
