import { status } from '../../actions/inspect/status';
import { hostOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'says what serves on each host, who is changing it, and where a way back would lead',
  options: hostOptions,
  example: 'status -e production',
  more: [['status --json | jq -r .data.release.version', 'in a script']],
  run: (context) => status(context),
};
