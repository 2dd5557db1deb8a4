import { NOT_REACHED, ONLY_READ, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-DEMO-NEEDS': {
    host: NOT_REACHED,
    means: 'The demo is its own server, and this machine lacks something that a server has.',
    usually: 'A machine that is not Linux, or one without Python 3, Git, flock or tar.',
    next: 'Install what the message names; no rights of root are needed by the demo itself.',
  },
  'LG-DEMO-PROMISE': {
    host: 'The server of the demo has lived as long as the demo; nothing is left of it.',
    usually: 'A machine that is so busy that a deploy takes minutes; otherwise an error of ours, worth telling us.',
  },
  'LG-INIT-ENVIRONMENTS': { host: NOT_REACHED, usually: 'A configuration that was begun by hand and has no `environments:` yet.' },
  'LG-INIT-UNITS': { host: ONLY_READ, usually: 'A host without systemd, or a container.' },
  'LG-NOT-CONFIRMED': { host: ONLY_READ, means: 'You were asked, and did not say yes.', usually: 'What was shown is not what was wanted, or another number was typed than the one that was asked for.' },
  'LG-REPOSITORY-UNREAD': { host: ONLY_READ, usually: 'A checkout that belongs to another user, which git refuses (`dubious ownership`), a damaged one, or no git on this machine.' },
  'LG-USAGE': { host: NOT_REACHED, means: 'The command line has a word, an option or a value that it does not take.', usually: 'A typing error, or an option of another verb.', next: '`npx lockgate <verb> --help` lists what it takes, with examples.' },
};
