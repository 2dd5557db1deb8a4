import { NOT_REACHED, ONLY_READ, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-INIT-ENVIRONMENTS': { host: NOT_REACHED, usually: 'A configuration that was begun by hand and has no `environments:` yet.' },
  'LG-INIT-UNITS': { host: ONLY_READ, usually: 'A host without systemd, or a container.' },
  'LG-USAGE': { host: NOT_REACHED, means: 'The command line has a word, an option or a value that it does not take.', usually: 'A typing error, or an option of another verb.', next: '`npx lockgate <verb> --help` lists what it takes, with examples.' },
};
