import { NOT_REACHED, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-ROLLING-UNSUITED': { host: NOT_REACHED, usually: '`strategy: { kind: rolling }` without `proxy:`, or with a single instance.' },
};
