import { z } from 'zod';

import { mutating } from '../../model/command';
import { Failure } from '../../model/failure';
import { duration } from '../../model/units';
import type { Proxy } from '../../proxies/proxy';
import type { StrategyPlugin } from '../strategy';
import { back } from './back';
import { forward } from './forward';
import { hold } from './hold';
import type { Roll } from './roll';

const schema = z
  .strictObject({
    drain: duration.prefault('30s').describe('The longest that requests to an instance which gets no new ones may take to end; what is left then is cut, and told.').meta({ examples: ['10s'] }),
  })
  .describe('One instance after the other, each without traffic while it is replaced.');

type Settings = z.output<typeof schema>;

const SLACK_MS = 15_000;

function open({ drain }: Settings): ReturnType<StrategyPlugin<Settings>['open']> {
  const rollOf = (parts: Parameters<typeof forward>[0]['parts']): Roll => {
    const { proxy, runtime } = parts;
    if (proxy === undefined || runtime.instances.length === 0) throw unsuited(proxy);
    const portOf = (name: string): number => runtime.instances.find((one) => one.name === name)?.port ?? 0;
    return {
      parts,
      proxy,
      names: runtime.instances.map(({ name }) => name),
      drain: (name) => [mutating(`wait until no request is left at ${name}`, 'lg_drain', [name, String(portOf(name)), String(drain)], { library: true, bounded: true, idempotent: true, deadlineMs: drain + SLACK_MS })],
    };
  };
  return {
    kind: 'rolling',
    forward: (parts, release, previous) => forward(rollOf(parts), release, previous),
    back: (parts, request) => back(rollOf(parts), request),
    hold: (parts, ill) => hold(rollOf(parts), ill),
  };
}

function unsuited(proxy: Proxy | undefined): Failure {
  return new Failure({
    kind: 'configuration',
    code: 'LG-ROLLING-UNSUITED',
    problem: proxy === undefined ? 'rolling needs something before the instances that can keep traffic from one of them' : 'rolling needs instances with ports, and the runtime tells none',
    next: proxy === undefined ? 'add proxy: { kind: nginx, upstream: … }, or choose strategy: { kind: recreate }' : 'give the runtime its instances: { "1": 8001, "2": 8002 }, or choose strategy: { kind: recreate }',
  });
}

/** Traffic stays with the other instances while one is replaced. */
export const plugin: StrategyPlugin<Settings> = { kind: 'rolling', schema, open };
