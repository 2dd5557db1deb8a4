import { unlock } from '../../actions/unlock/unlock';
import { agree } from '../agree';
import { commonOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'shows who holds the lease, and frees it once its holder is gone',
  options: { ...commonOptions, force: { description: 'Also where it is live: what its holder is doing is ended in the middle.' } },
  example: 'unlock -e production',
  more: [['unlock -e production --force', 'where a run is dead and its lease has not ended yet']],
  run: (context, terminal) =>
    unlock(context, context.inputs.has('force'), (held, risk) => {
      terminal.print(...held.map(({ host, owner, note, secondsLeft, live }) => `${host}: ${owner}${note === '' ? '' : `, ${note}`}, ${live ? `live for ${String(secondsLeft)} s more` : 'its time is over'}`), risk);
      return agree(terminal, context.inputs, 'free it?');
    }),
};
