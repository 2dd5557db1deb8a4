import { expression, secretsBlock } from './lines';
import { ours, PINS } from './pins';
import type { Wiring } from './wiring';

export type Action = 'preflight' | 'backup' | 'migrate' | 'rolling-deploy' | 'health-check' | 'rollback' | 'notify';
/** The plan asks and prints; the deploy does. */
type Job = 'plan' | 'deploy';

interface Step {
  readonly id: Action;
  readonly condition?: string;
  /** Beside environment, version and scope. */
  readonly inputs?: readonly (readonly [name: string, value: string])[];
}

/**
 * What must be true before a step: each asks for the answer of the one before, never for its being green alone. A scope that
 * leaves the step before out asks for the last one that it has.
 */
function conditions({ backup, migrations }: Wiring, job: Job): Partial<Record<Action, string>> {
  const ready = "steps.preflight.outputs.ready == 'true'";
  const touchesData = "(inputs.scope == 'all' || inputs.scope == 'migrations')";
  // A dry run makes no backup that could be verified, and switches to nothing.
  const saved = job === 'plan' ? "steps.backup.outcome == 'success'" : "steps.backup.outputs.verified == 'true'";
  const deployed = job === 'plan' ? "steps.rolling-deploy.outcome == 'success'" : "steps.rolling-deploy.outputs.status == 'deployed'";
  const migrated = "steps.migrate.outcome == 'success'";
  const mayMigrate = backup ? saved : `${ready} && ${touchesData}`;
  const before = migrations === 'before-switch' ? migrated : backup ? saved : ready;
  return {
    ...(backup ? { backup: `${ready} && ${touchesData}` } : {}),
    ...(migrations === 'before-switch' ? { migrate: mayMigrate } : {}),
    'rolling-deploy': `inputs.scope != 'migrations' && ${before === ready ? ready : `(${before} || inputs.scope != 'all' && ${ready})`}`,
    ...(migrations === 'after-switch' ? { migrate: `${mayMigrate} && (${deployed} || inputs.scope == 'migrations')` } : {}),
    'health-check': migrations === 'after-switch' ? `${deployed} && (${migrated} || inputs.scope != 'all')` : deployed,
  };
}

function order({ backup, migrations }: Wiring): Action[] {
  return [
    'preflight',
    ...(backup ? (['backup'] as const) : []),
    ...(migrations === 'before-switch' ? (['migrate'] as const) : []),
    'rolling-deploy',
    ...(migrations === 'after-switch' ? (['migrate'] as const) : []),
    'health-check',
  ];
}

function render({ id, condition, inputs = [] }: Step, secrets: readonly string[]): string[] {
  return [
    `- id: ${id}`,
    ...(condition === undefined ? [] : [`  if: ${condition}`]),
    `  uses: ${ours(id)}`,
    '  with:',
    ...[['environment', expression('inputs.environment')] as const, ['version', expression('inputs.version')] as const, ...(id === 'notify' ? [] : [['scope', expression('inputs.scope')] as const]), ...inputs].map(([name, value]) => `    ${name}: ${value}`),
    ...secretsBlock(secrets).map((line) => `  ${line}`),
    '',
  ];
}

function planned(wiring: Wiring): Step[] {
  const needed = conditions(wiring, 'plan');
  return order(wiring)
    .filter((id) => id !== 'health-check')
    .map((id) => ({
      id,
      ...(needed[id] === undefined ? {} : { condition: needed[id] }),
      inputs: [['dry-run', 'true'] as const, ...(id === 'preflight' ? [['approve', expression('inputs.approve')] as const] : [])],
    }));
}

function deployed(wiring: Wiring): Step[] {
  const needed = conditions(wiring, 'deploy');
  return order(wiring).map((id) => ({
    id,
    ...(needed[id] === undefined ? {} : { condition: needed[id] }),
    ...(id === 'preflight' ? { inputs: [['plan-digest', expression('needs.plan.outputs.plan-digest')] as const, ['approve', expression('inputs.approve')] as const] } : {}),
  }));
}

/** Keeps what the hosts said before anything was taken back. */
export function diagnosticsStep(): string[] {
  const folder = 'steps.rollback.outputs.diagnostics';
  return [
    '- name: Keep the diagnostics',
    `  if: always() && ${folder} != ''`,
    `  uses: ${PINS.upload}`,
    '  with:',
    `    name: diagnostics-${expression('github.run_attempt')}`,
    `    path: ${expression(folder)}`,
  ];
}

/** The steps of a job behind its checkout, with a blank line between them. */
export function steps(wiring: Wiring, job: Job): string[] {
  if (job === 'plan') return planned(wiring).flatMap((step) => render(step, wiring.secrets)).slice(0, -1);
  const back: Step = { id: 'rollback', condition: 'failure() || cancelled()' };
  const tell: Step = {
    id: 'notify',
    condition: 'always()',
    inputs: [
      ['release-id', expression('steps.rolling-deploy.outputs.release-id')],
      ['rollback-status', expression('steps.rollback.outputs.status')],
    ],
  };
  return [
    ...deployed(wiring).flatMap((step) => render(step, wiring.secrets)),
    ...render(back, wiring.secrets),
    ...render(tell, wiring.messages),
    ...diagnosticsStep(),
  ];
}
