import { NOT_TOUCHED, ONLY_READ, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-RUNTIME-MEMORY-UNREADABLE': { host: ONLY_READ, usually: 'systemd does not account for memory (`MemoryAccounting=no`), or `/proc` is hidden from other users.' },
  'LG-RUNTIME-PROCESS': { host: NOT_TOUCHED, usually: 'The process of the application belongs to another user, or its file in `.lockgate/run` was removed.' },
  'LG-RUNTIME-STATUS-UNREADABLE': { host: ONLY_READ, means: 'It cannot be told whether the application runs.', usually: 'The name of the unit is not the one on the host, or the user may not ask systemd.' },
};
