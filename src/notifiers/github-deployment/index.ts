import { z } from 'zod';

import type { Message } from '../../model/message';
import type { Ports } from '../../shell/ports';
import { deliver, Refused } from '../deliver';
import type { Delivery, Errand, NotifierPlugin } from '../notifier';
import { Records } from './records';
import { composeStatus } from './status';

const schema = z.strictObject({
  supersede: z
    .boolean()
    .default(false)
    .describe(
      'Whether a success makes the earlier deployments of the environment inactive, as GitHub does where nobody says otherwise: those of other applications of the repository too, and none in `production`. Leave it out where more than one application shares an environment.',
    ),
});

type Settings = z.output<typeof schema>;

function prepare({ supersede }: Settings, message: Message, ports: Ports, { forge, reference }: Errand): () => Promise<Delivery> {
  if (forge === undefined) throw new Refused('there is no github-token, or this is no run of GitHub Actions');
  const records = new Records(forge, ports);
  let known = /^[0-9]{1,20}$/.test(reference) ? reference : undefined;
  const write = async (id: string): Promise<boolean> => {
    const served = message.event === 'rolled-back' && (await records.hasServed(id));
    return records.addStatus(id, composeStatus(message, served, supersede));
  };
  return async () => {
    if (known !== undefined && (await write(known))) return { delivered: true, cause: '', reference: known };
    // Looked for at every attempt: one that was made may have been made although the answer was lost.
    known = message.deploys ? ((await records.find(message)) ?? (await records.create(message))) : await records.findServing(message);
    if (known === undefined) throw new Refused('GitHub has no record of what was gone back from, and none is made for it');
    if (await write(known)) return { delivered: true, cause: '', reference: known };
    throw new Refused('GitHub answered 404 about the status of the deployment: the token may not; add "deployments: write" to the job\'s permissions');
  };
}

/** The deployment record of GitHub: one for a run, with a status for each event. */
export const plugin: NotifierPlugin<Settings> = {
  kind: 'github-deployment',
  schema: schema.describe('A deployment of the environment on GitHub, with the state that the deploy is in.'),
  uninvited: ({ forge }) => forge !== undefined,
  open: (settings) => ({ send: (message, ports, errand) => deliver(ports, () => prepare(settings, message, ports, errand)) }),
};
