import { plainOptions } from '../options';
import type { Verb } from '../verb';

export const verb: Verb = {
  description: 'deploys a shop of its own three times to a server of its own; the third one falls ill and comes back',
  options: { json: plainOptions.json, keep: { description: "Leave the server's folder when it has ended, to look at." } },
  example: 'demo',
  more: [['demo --keep', 'with the folder of the server to look at afterwards']],
  // Its server and its visitors are in a chunk that no other verb loads.
  plain: async (surroundings, terminal) => (await import(/* webpackChunkName: "demo" */ '../demo/demo')).demo(surroundings, terminal),
};
