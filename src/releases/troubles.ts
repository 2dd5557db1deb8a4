import { NOT_REACHED, NOT_TOUCHED, ONLY_READ, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-RELEASE-CURRENT': { host: ONLY_READ, usually: '`current` was replaced by hand by something that is no link to a release.' },
  'LG-RELEASE-ENVIRONMENT': { host: ONLY_READ, usually: 'The file of variables of the release that serves belongs to another user.' },
  'LG-SECRET-VALUE': { host: NOT_REACHED, usually: 'A secret with a line break in it: a key in several lines, or a line break at the end from pasting.' },
  'LG-ADOPT-CURRENT-FOLDER': { host: NOT_TOUCHED, usually: 'What was deployed by hand lies in the folder that Lockgate wants to make a link.' },
  'LG-ADOPT-DISK': { host: NOT_TOUCHED, usually: 'Uploads or a database lie in the folder of the code.' },
  'LG-ADOPT-EMPTY': { host: NOT_TOUCHED, usually: 'The code lies in another folder than the one that was guessed or named.' },
  'LG-ADOPT-NO-TREE': { host: NOT_TOUCHED, usually: 'The unit has no `WorkingDirectory`, and nothing else names the folder.' },
  'LG-ADOPT-READ-ONLY': { host: NOT_TOUCHED, usually: 'The release path belongs to root, as it was made by hand.' },
  'LG-ADOPT-UNREADABLE': { host: NOT_TOUCHED, usually: 'Files that the application wrote as another user.' },
};
