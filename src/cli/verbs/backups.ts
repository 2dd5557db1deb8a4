import { listBackups } from '../../actions/inspect/lists';
import { hostOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'lists the backups that are on record, and how far each was verified',
  options: hostOptions,
  example: 'backups -e production',
  run: (context) => listBackups(context),
};
