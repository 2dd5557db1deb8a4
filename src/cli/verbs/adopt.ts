import { adopt } from '../../actions/adopt/adopt';
import { agree } from '../agree';
import { commonOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'makes what somebody deployed by hand the first release, without touching what serves',
  options: {
    ...commonOptions,
    tree: { description: 'The folder on the host that holds the code. Default: what `current` leads to, else the release path.', value: 'FOLDER' },
    applied: { description: 'Which pending migrations are applied already: all, none, or their names with commas between them.', value: 'NAMES' },
    version: { description: 'What the application calls itself now. Default: adopted', value: 'NAME' },
  },
  version: 'adopted',
  example: 'adopt --environment production --applied all --version v1.3.0',
  run: (context, terminal) =>
    adopt(context, (found) => {
      for (const { title, rows } of found) {
        const width = Math.max(...rows.map(([name]) => name.length));
        terminal.print(title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`));
      }
      return agree(terminal, context.inputs, 'record this?');
    }),
};
