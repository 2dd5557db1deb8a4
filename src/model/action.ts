export const ACTION_IDS = ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback', 'notify', 'lockgate'] as const;

/** `lockgate` is the root action: the whole pipeline in one step. */
export type ActionId = (typeof ACTION_IDS)[number];
