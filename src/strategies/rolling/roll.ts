import type { Command } from '../../model/command';
import type { Undo } from '../../model/journal';
import type { Step } from '../../model/step';
import type { Proxy } from '../../proxies/proxy';
import type { StrategyParts } from '../strategy';

/** What both ways need: the parts, proven to suit. */
export interface Roll {
  readonly parts: StrategyParts;
  readonly proxy: Proxy;
  /** Of the instances, in their order. */
  readonly names: readonly string[];
  readonly drain: (instance: string) => readonly Command[];
}

/** Ids of steps about an instance name it, so that the way back knows which of them were begun. */
export const stepId = (verb: string, host: string, instance?: string): string => `${verb}@${host}${instance === undefined ? '' : `/${instance}`}`;

/**
 * Un-routed, drained, stopped and started: one script with no network in between. The instance has no traffic afterwards.
 * Where it is the only one, visitors are told meanwhile that nothing serves.
 */
export function replace({ parts, proxy, names, drain }: Roll, host: string, instance: string, what: string, undo: Undo): Step[] {
  const others = names.filter((name) => name !== instance);
  return [
    { id: stepId('proxy.unroute', host, instance), title: `let ${instance} get no new requests`, host, does: proxy.route(others), undo },
    { id: stepId('proxy.drain', host, instance), title: `let ${instance} end its requests`, host, does: drain(instance), undo },
    { id: stepId('runtime.restart', host, instance), title: `start ${instance} with ${what}`, host, does: [...parts.runtime.stop(instance), ...parts.runtime.start(instance)], undo },
  ];
}

export function reroute({ proxy, names }: Roll, host: string, instance: string, undo: Undo): Step {
  return { id: stepId('proxy.route', host, instance), title: `let ${instance} get traffic again`, host, does: proxy.route(names), undo };
}
