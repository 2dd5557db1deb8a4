import { adopt } from '../../actions/adopt/adopt';
import { Failure } from '../../model/failure';
import { commonOptions } from '../options';
import type { Terminal } from '../terminal';
import type { Verb } from '../verb';

async function agree(terminal: Terminal, title: string): Promise<boolean> {
  const answer = await terminal.confirm(title);
  if (answer !== undefined) return answer;
  throw new Failure({ kind: 'configuration', code: 'LG-USAGE', problem: 'nobody is here to confirm this', next: 'read what is above, and run this again with --yes' });
}

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
      return context.inputs.has('yes') ? Promise.resolve(true) : agree(terminal, 'record this?');
    }),
};
