import { listMigrations } from '../../actions/migrations/list';
import { resolveMigrations } from '../../actions/migrations/resolve';
import { agree } from '../agree';
import { commonOptions } from '../options';
import { usage } from '../read-words';
import type { Verb } from '../verb';

const RESOLVE = 'resolve';

export const verb: Verb = {
  description: 'lists what is applied and pending; records what somebody applied by hand, once the schema proves it',
  options: { ...commonOptions, 'data-checked': { description: 'What you looked at and found, where a file does more than a schema shows. It goes on record.', value: 'TEXT' } },
  operand: { name: 'resolve file…', description: `"${RESOLVE}" and the files that were applied by hand. Default: list them all.`, several: true },
  example: 'migrations -e production',
  more: [['migrations resolve database/004_index.sql -e production', 'where somebody applied one by hand']],
  run: (context, terminal, { operands }) => {
    const [what, ...names] = operands;
    if (what === undefined) return listMigrations(context);
    if (what !== RESOLVE) throw usage(`lockgate migrations has no "${what.slice(0, 60)}"`, `write lockgate migrations, or lockgate migrations ${RESOLVE} and the files`);
    if (names.length === 0) throw usage('no file is named', `add the files that were applied by hand: lockgate migrations ${RESOLVE} …`);
    return resolveMigrations(context, [...new Set(names)], context.inputs.get('data-checked') ?? '', (found) => {
      const width = Math.max(...found.map(([name]) => name.length));
      terminal.print('proven', ...found.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`));
      return agree(terminal, context.inputs, 'record this?');
    });
  },
};
