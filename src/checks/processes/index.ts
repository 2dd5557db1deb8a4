import { z } from 'zod';

import { reading } from '../../model/command';
import { clean, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';

const schema = z.strictObject({
  none: z.string().min(1).regex(/^[^\n\r]*$/).describe('An extended regular expression that no command line of a process may match.').meta({ examples: ['python.*import'] }),
});

type Settings = z.output<typeof schema>;

/** No process of a kind is running, such as an import job. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'processes',
  schema: schema.describe('No process of a kind runs on the host, such as an import by hand.').meta({ examples: [{ none: 'python.*import' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  create: ({ none }) => ({
    asks: 'host',
    probe: () => ({
      commands: [reading('look for processes', 'lg_check_processes', [none], { library: true, bounded: true })],
      read: ([result]) => {
        const asked = `processes like ${none}`;
        const expected = 'none';
        const why = whyUnanswered(result);
        if (why !== undefined) return inconclusive(asked, 'the processes could not be listed', expected, why);
        const lines = (result?.stdout ?? '').split('\n').filter((line) => line !== '');
        const checked = lines.find((line) => line.startsWith('checked\t'))?.split('\t')[1];
        if (checked === undefined || !(Number(checked) > 0)) return inconclusive(asked, 'the processes could not be listed', expected, 'the host told of no process at all');
        const found = lines.flatMap((line) => /^([0-9]+)\t(.*)$/.exec(line)?.slice(1) ?? []);
        if (found.length === 0) return passed(asked, `none of ${checked} processes`, expected);
        const shown = found.flatMap((id, index) => (index % 2 === 0 && index < 6 ? [`process ${id}: ${clean(found[index + 1] ?? '', 100)}`] : []));
        return failed(asked, `${shown.join('; ')}${found.length > 6 ? `; and ${String(found.length / 2 - 3)} more` : ''}`, expected);
      },
    }),
  }),
  describe: ({ none }) => `no process like ${none}`,
};
