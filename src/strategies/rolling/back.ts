import type { Step } from '../../model/step';
import { FINAL, routeAll } from '../strategy';
import type { BackRequest, Stage } from '../strategy';
import { replace, reroute, stepId } from './roll';
import type { Roll } from './roll';

/** In reverse: the host that was changed last goes back first, and on it the instance that was changed last. */
export function back(roll: Roll, request: BackRequest): Stage[] {
  const { parts: { hosts, artefact } } = roll;
  const { target, whileStopped } = request;
  const reversed = hosts.toReversed();
  // Nothing is stopped for a release whose files are gone.
  const ready = target === undefined ? [] : reversed.map((host): Step => ({ id: stepId('release.ready', host), title: `see that ${target} is there`, host, does: artefact.ready(target), undo: FINAL }));
  const looked = ready.map((step): Stage => ({ steps: [step], asks: [] }));
  if (target === undefined || whileStopped.length > 0) return [...looked, allAtOnce(roll, request, reversed)];
  return [...looked, ...reversed.flatMap((host) => oneByOne(roll, target, host, begunOn(roll, request, host)))];
}

/** The instances of a host that may have been touched, last one first. */
function begunOn({ names }: Roll, { begun }: BackRequest, host: string): string[] {
  const steps = begun.get(host);
  const touched = steps === undefined ? names : names.filter((name) => steps.has(stepId('runtime.restart', host, name)));
  return touched.toReversed();
}

/** Nothing serves in between: a restore needs it so, and before a first deploy there was nothing. */
function allAtOnce({ parts }: Roll, { from, target, whileStopped }: BackRequest, hosts: readonly string[]): Stage {
  const { artefact, runtime } = parts;
  const stopping = hosts.map((host): Step => ({ id: stepId('runtime.stop', host), title: `stop ${from}`, host, does: runtime.stop(), undo: FINAL }));
  const starting = hosts.flatMap((host): Step[] => [
    ...(target === undefined
      ? [{ id: stepId('release.remove', host), title: 'take current away: nothing ran before', host, does: artefact.deactivate(), undo: FINAL }]
      : [
          { id: stepId('release.switch-back', host), title: `switch current back to ${target}`, host, does: artefact.activate(target), undo: FINAL },
          { id: stepId('runtime.start-old', host), title: `start ${target}`, host, does: runtime.start(), undo: FINAL },
        ]),
    ...routeAll(parts, stepId('proxy.route', host), host),
  ]);
  return { steps: [...stopping, ...whileStopped, ...starting], asks: [] };
}

/**
 * As on the way forward. Instances that nobody touched stay as they are, and keep the traffic meanwhile: when it begins, the
 * instance whose gate closed has none.
 */
function oneByOne(roll: Roll, target: string, host: string, names: readonly string[]): Stage[] {
  const { parts: { artefact } } = roll;
  const switching: Step = { id: stepId('release.switch-back', host), title: `switch current back to ${target}`, host, does: artefact.activate(target), undo: FINAL };
  const stages = names.map(
    (name, index): Stage => ({
      steps: [index === 0 ? switching : reroute(roll, host, names[index - 1] ?? '', FINAL), ...replace(roll, host, name, target, FINAL)],
      asks: [{ host, instances: [name] }],
    }),
  );
  // Whatever a dead run has left un-routed gets its traffic here, also where no instance was touched yet.
  const last: Step[] = [...(names.length === 0 ? [switching] : []), ...routeAll(roll.parts, stepId('proxy.route', host), host)];
  // Where no instance was touched, none is asked: each still runs from the target, and is older than the switch back to it.
  return [...stages, { steps: last, asks: names.length === 0 ? [{ host, instances: [] }] : [] }];
}
