import { restart } from '../../actions/restart/restart';
import { hostOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'starts what serves anew, host by host, and asks the gates instance and released',
  options: { ...hostOptions, 'dry-run': { description: 'Print the exact commands and write nothing on a host.' } },
  example: 'restart -e production',
  run: (context) => restart(context),
};
