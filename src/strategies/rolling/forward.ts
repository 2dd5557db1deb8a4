import type { Undo } from '../../model/journal';
import type { Step } from '../../model/step';
import type { Stage } from '../strategy';
import { replace, reroute, stepId } from './roll';
import type { Roll } from './roll';

/**
 * A stage for each instance, on all hosts of the batch side by side, and one that gives the last of them its traffic. An
 * instance is asked before it gets traffic, and the next one is touched after that.
 */
export function forward(roll: Roll, release: string, previous: string | undefined): Stage[] {
  const { parts: { hosts, artefact }, proxy, names } = roll;
  const undo: Undo = { kind: 'switch-back', text: previous === undefined ? `stop ${release} and take current away: nothing ran before it` : `switch current back to ${previous}` };
  const startOld: Undo = previous === undefined ? undo : { kind: 'start-old', text: `start ${previous} again, and let every instance get traffic` };
  const opening = (host: string): Step[] => [
    { id: stepId('proxy.prepare', host), title: 'see that the proxy passes to the instances', host, does: proxy.prepare(), undo: { kind: 'none', text: 'it moves no traffic' } },
    // Before the first instance starts from it. Those that run hold what they were started from.
    { id: stepId('release.switch', host), title: `switch current to ${release}`, host, does: artefact.activate(release), undo },
  ];
  const stages = names.map(
    (name, index): Stage => ({
      steps: hosts.flatMap((host) => {
        const before = index === 0 ? opening(host) : [reroute(roll, host, names[index - 1] ?? '', startOld)];
        return [...before, ...replace(roll, host, name, release, startOld)];
      }),
      asks: hosts.map((host) => ({ host, instances: [name] })),
    }),
  );
  return [...stages, { steps: hosts.map((host) => reroute(roll, host, names.at(-1) ?? '', startOld)), asks: [] }];
}
