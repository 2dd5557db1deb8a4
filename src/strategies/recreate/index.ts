import { z } from 'zod';

import type { Undo } from '../../model/journal';
import type { Step } from '../../model/step';
import { FINAL, routeAll } from '../strategy';
import type { BackRequest, Stage, Strategy, StrategyParts, StrategyPlugin } from '../strategy';

const schema = z.strictObject({}).describe('Stop the old release, switch, start the new one: simple, and not answering meanwhile.');

/** `release.switch`; with the host behind it where a plan has several. */
function idOf(verb: string, host: string, { hosts }: StrategyParts): string {
  return hosts.length === 1 ? verb : `${verb}@${host}`;
}

function forward(parts: StrategyParts, release: string, previous: string | undefined): Stage[] {
  const { proxy } = parts;
  const back: Undo =
    previous === undefined
      ? { kind: 'switch-back', text: `stop ${release} and take current away: nothing ran before it` }
      : { kind: 'switch-back', text: `switch current back to ${previous}` };
  const startOld: Undo = previous === undefined ? back : { kind: 'start-old', text: `stop ${release} and start ${previous} again` };
  const steps = parts.hosts.flatMap((host): Step[] => [
    // Before anything is stopped: a proxy that cannot pass to the instances would keep the new release from visitors.
    ...(proxy === undefined ? [] : [{ id: idOf('proxy.prepare', host, parts), title: 'see that the proxy passes to the instances', host, does: proxy.prepare(), undo: FINAL }]),
    {
      id: idOf('runtime.stop', host, parts),
      title: previous === undefined ? 'make sure that nothing runs' : `stop ${previous}`,
      host,
      does: parts.runtime.stop(),
      undo: previous === undefined ? { kind: 'none', text: 'nothing ran before it' } : { kind: 'start-old', text: `start ${previous} again` },
    },
    { id: idOf('release.switch', host, parts), title: `switch current to ${release}`, host, does: parts.artefact.activate(release), undo: back },
    { id: idOf('runtime.start', host, parts), title: `start ${release}`, host, does: parts.runtime.start(), undo: startOld },
    ...routeAll(parts, idOf('proxy.route', host, parts), host),
  ]);
  return [{ steps, asks: parts.hosts.map((host) => ({ host })) }];
}

/** In reverse order of the hosts: the one that was changed last goes back first. All are stopped before `whileStopped` runs. */
function back(parts: StrategyParts, { from, target, whileStopped }: BackRequest): Stage[] {
  const hosts = parts.hosts.toReversed();
  const stop = (host: string): Step => ({ id: idOf('runtime.stop', host, parts), title: `stop ${from}`, host, does: parts.runtime.stop(), undo: FINAL });
  const restart = (host: string): Step[] => [
    ...(target === undefined
      ? [{ id: idOf('release.remove', host, parts), title: 'take current away: nothing ran before', host, does: parts.artefact.deactivate(), undo: FINAL }]
      : [
          { id: idOf('release.switch-back', host, parts), title: `switch current back to ${target}`, host, does: parts.artefact.activate(target), undo: FINAL },
          { id: idOf('runtime.start-old', host, parts), title: `start ${target}`, host, does: parts.runtime.start(), undo: FINAL },
        ]),
    ...routeAll(parts, idOf('proxy.route', host, parts), host),
  ];
  // Nothing is stopped for a release whose files are gone.
  const ready = target === undefined ? [] : hosts.map((host): Step => ({ id: idOf('release.ready', host, parts), title: `see that ${target} is there`, host, does: parts.artefact.ready(target), undo: FINAL }));
  if (hosts.length === 1 || whileStopped.length > 0) return [{ steps: [...ready, ...hosts.map(stop), ...whileStopped, ...hosts.flatMap(restart)], asks: [] }];
  // A host that fails takes none of the others with it.
  return [...ready.map((step): Stage => ({ steps: [step], asks: [] })), ...hosts.map((host): Stage => ({ steps: [stop(host), ...restart(host)], asks: [] }))];
}

/** Every instance has had its traffic before it is asked. */
const recreate: Strategy = { kind: 'recreate', forward, back, hold: () => ({ steps: [], out: [] }) };

/** Stop, switch, start: for one instance on a port of its own. */
export const plugin: StrategyPlugin<z.output<typeof schema>> = { kind: 'recreate', schema, open: () => recreate };
