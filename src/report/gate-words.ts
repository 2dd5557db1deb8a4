import type { GateVerdict } from '../model/check';
import { count } from '../model/words';

/** What keeps a gate closed whose checks would have it open. */
export function besidesWords({ besides = 0 }: Pick<GateVerdict, 'besides'>): string {
  return besides === 0 ? '' : `by ${count(besides, 'problem')} besides its checks`;
}
