import { enterByHand } from '../../actions/maintain/enter-by-hand';
import { leaveByHand } from '../../actions/maintain/leave-by-hand';
import { hostOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'stops the application and shows everybody the page of maintenance, or ends that',
  options: { ...hostOptions, 'dry-run': { description: 'Print the exact commands and write nothing on a host.' } },
  operand: { name: 'on|off', description: 'To enter it, or to leave it.', required: true, choices: ['on', 'off'] },
  example: 'maintenance on -e production',
  more: [['maintenance off -e production', 'to let visitors in again']],
  run: (context, _terminal, { operand }) => (operand === 'on' ? enterByHand(context) : leaveByHand(context)),
};
