export const ACTION_IDS = ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback', 'notify', 'lockgate'] as const;

/** `lockgate` is the root action: the whole pipeline in one step. */
export type ActionId = (typeof ACTION_IDS)[number];

/** Everything that writes records and makes reports: the actions, and what only the command line does. */
export const FLOW_IDS = [...ACTION_IDS, 'adopt'] as const;
export type FlowId = (typeof FLOW_IDS)[number];

