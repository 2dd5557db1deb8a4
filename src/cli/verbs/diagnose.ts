import { diagnoseRelease } from '../../actions/inspect/diagnose';
import { hostOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'makes a folder with what each host says now and what is on record of a release',
  options: { ...hostOptions, to: { description: 'Where the folder is made. Default: the folder for temporary files.', value: 'FOLDER' } },
  operand: { name: 'release', description: 'Its id or version. Default: the open change, else the newest that is bad, else what serves.' },
  example: 'diagnose -e production 20261121-2104-3f9c2ab',
  run: (context, _terminal, { operand }) => diagnoseRelease(context, operand),
};
