import { NOT_TOUCHED, TAKEN_BACK, type Troubles } from '../model/trouble';

export const troubles: Troubles = {
  'LG-FENCED': { host: 'In the hands of the run that took over. This script has changed nothing after that.', usually: 'The connection was away longer than the lease lasts, or somebody freed it with `npx lockgate unlock --force`.' },
  'LG-LEASE-BUSY': { host: NOT_TOUCHED, usually: 'A build command or a program that it started hangs and holds the lock of the run before.' },
  'LG-LEASE-HELD': { host: 'In the hands of the other run.', usually: 'Two deploys to one environment at the same time: a `concurrency:` group in the workflow keeps them apart.' },
  'LG-STATE-BROKEN': { host: 'As it was: without a record that can be read nothing is begun.', usually: 'A file in `.lockgate` was edited by hand, or the disk lost what was written.' },
  'LG-STATE-FULL': { host: 'As the last step on record left it. 256 kB are kept back on the disk so that what happened can still be written.', usually: 'Old backups or logs on the disk of the release path.' },
  'LG-STATE-NEWER': { host: NOT_TOUCHED, usually: 'One workflow uses `@v2` and another still `@v1`.' },
  'LG-STATE-NO-FLOCK': { host: NOT_TOUCHED, usually: 'A minimal image of a system, without util-linux.' },
  'LG-STATE-READ-ONLY': { host: NOT_TOUCHED, usually: 'The release path belongs to another user, or the file system was mounted read-only after an error of the disk.' },
  'LG-STATE-UNREADABLE': { host: NOT_TOUCHED, means: 'What is on record cannot be read, so nothing is decided.', usually: 'Another user than the one that deploys looks, or the login shell of the user prints something of its own.' },
  'LG-TASK-CUT': { host: `The script may still run. ${TAKEN_BACK}`, usually: 'The connection broke again and again while the host was answering.' },
  'LG-TASK-NOT-STARTED': { host: NOT_TOUCHED, usually: 'The host is out of processes or memory.' },
  'LG-TASK-OVERDUE': { host: `A script still runs there. ${TAKEN_BACK}`, usually: 'A program that ignores signals, or a disk or network file system that does not answer.' },
};
