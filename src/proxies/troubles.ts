import { ONLY_READ, NOT_TOUCHED, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-PROXY-INSTANCES': { host: NOT_TOUCHED, usually: '`proxy:` was added and `runtime.port` or `runtime.instances` was not.' },
  'LG-PROXY-SILENT': { host: ONLY_READ, means: 'nginx does not say which instances it passes to, or says something else than what was written.', usually: 'The generated files are not included in the configuration of nginx, or `proxy.port` belongs to something else.' },
  'LG-PROXY-UNTESTED': { host: NOT_TOUCHED, usually: 'The rule of sudoers is missing; [server-setup.md](server-setup.md) has it, and preflight prints the line.' },
};
