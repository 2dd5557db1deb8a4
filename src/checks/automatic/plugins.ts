import type { OnFail } from '../../model/check';
import type { AskedCheck } from '../ask-gate';
import type { CheckPlugin } from '../check';
import { plugin as database } from './database-facts';
import { plugin as ignored } from './ignored';
import { plugin as invalidIndexes } from './invalid-indexes';
import { plugin as privilege } from './privilege';
import { plugin as restarts } from './restarts';
import { plugin as rollbackTarget } from './rollback-target';
import { plugin as room } from './room';
import { plugin as valid } from './valid';

/** What is asked without being configured, by its kind. */
export const automatic = { database, ignored, 'invalid-indexes': invalidIndexes, privilege, restarts, 'rollback-target': rollbackTarget, room, valid } as const;

type SettingsOf<P> = P extends CheckPlugin<infer S> ? S : never;

/** One of them as a gate asks it. */
export function automaticCheck<K extends keyof typeof automatic>(kind: K, settings: SettingsOf<(typeof automatic)[K]>, more: { readonly hosts?: readonly string[]; readonly onFail?: OnFail; readonly onInconclusive?: OnFail } = {}): AskedCheck {
  const plugin = automatic[kind] as unknown as CheckPlugin;
  const { attempts, everyMs, timeoutMs, successes } = plugin.defaults;
  return {
    kind,
    settings,
    name: plugin.describe(settings),
    persistence: { attempts, everyMs, timeoutMs, successes },
    onFail: more.onFail ?? 'hold',
    onInconclusive: more.onInconclusive ?? 'hold',
    roles: [],
    ...(more.hosts === undefined ? {} : { hosts: more.hosts }),
  };
}
