import { listReleases } from '../../actions/inspect/lists';
import { hostOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'lists the releases that are on record, and which of them can be gone back to',
  options: hostOptions,
  example: 'releases -e production',
  run: (context) => listReleases(context),
};
