export const ACTION_IDS = ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback', 'notify', 'lockgate'] as const;

/** `lockgate` is the root action: the whole pipeline in one step. */
export type ActionId = (typeof ACTION_IDS)[number];

/** What only the command line does. */
const VERB_IDS = ['adopt', 'backups', 'demo', 'deploy', 'diagnose', 'exec', 'init', 'logs', 'maintenance', 'migrations', 'plan', 'releases', 'restart', 'status', 'unlock', 'validate'] as const;

/** Everything that writes records and makes reports. */
export const FLOW_IDS = [...ACTION_IDS, ...VERB_IDS] as const;
export type FlowId = (typeof FLOW_IDS)[number];

