import { NOT_TOUCHED, type Troubles } from '../../model/trouble';

export const troubles: Troubles = {
  'LG-ADOPT-APPLIED': { host: NOT_TOUCHED, means: 'Which migrations are applied already cannot be read from a database that was never migrated by Lockgate.', usually: 'A first `npx lockgate adopt` without `--applied`.' },
  'LG-ADOPT-KIND': { host: NOT_TOUCHED, usually: 'A kind of release that has no folder that could be looked at.' },
  'LG-ADOPT-LOOK': { host: NOT_TOUCHED, usually: 'The deploy user may not enter the folder, or the host lacks a program.' },
  'LG-ADOPT-RELEASES': { host: NOT_TOUCHED, usually: 'It was adopted already, or another workflow has deployed.' },
  'LG-ADOPT-UNFINISHED': { host: 'As the unfinished change left it.', usually: 'A deploy was killed, and no run came after it.' },
};
