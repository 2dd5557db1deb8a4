import { mutating, reading } from '../../../src/model/command';
import { layoutOf } from '../../../src/model/layout';
import type { Step } from '../../../src/model/step';
import type { Proxy } from '../../../src/proxies/proxy';
import type { Artefact } from '../../../src/releases/artefact';
import { plugin as systemd } from '../../../src/runtimes/systemd/index';
import type { Stage, StrategyParts } from '../../../src/strategies/strategy';
import { plugin } from '../../../src/strategies/rolling/index';
import fc from '../../support/properties';

const site = { app: 'shop', environment: 'test', layout: layoutOf('/srv/shop'), workspace: '/checkout', url: '' };
const artefact: Artefact = {
  kind: 'folder',
  path: (id) => `/srv/shop/releases/${id}`,
  upload: () => ({ from: '/checkout', to: '/srv/shop/releases/x.part', exclude: [] }),
  assemble: () => [],
  ready: (id) => [reading('see that it is there', 'look-at', [id])],
  activate: (id) => [mutating('switch', 'switch-to', [id])],
  deactivate: () => [mutating('take current away', 'switch-off', [])],
  discard: () => [],
  retain: () => [],
  current: () => ({ commands: [], read: () => '' }),
};
const proxy: Proxy = {
  kind: 'told',
  prepare: () => [mutating('prepare', 'prepare', [])],
  admit: (instance) => `admit ${instance}`,
  route: (to) => [mutating('route', 'route', to)],
  routed: () => ({ commands: [], read: () => [] }),
  close: () => [],
  open: () => [],
  closed: () => ({ commands: [], read: () => false }),
  validate: () => ({ commands: [], read: () => ({ valid: true, text: '', asked: '', next: '' }) }),
};
const rolling = plugin.open(plugin.schema.parse({ drain: '10s' }));

function parts(instances: number, ...hosts: string[]): StrategyParts {
  const ports = Object.fromEntries(Array.from({ length: instances }, (_, index) => [String(index + 1), 8001 + index]));
  return { hosts, artefact, proxy, runtime: systemd.open(systemd.schema.parse({ unit: 'shop@', instances: ports }), site) };
}

const brief = (stages: readonly Stage[]): unknown[] =>
  stages.map(({ steps, asks }) => [steps.map(({ id, does }) => `${id}: ${does.map(({ program, words }) => [program, ...(program.startsWith('lg_systemd') ? words.slice(0, 1) : words)].join(' ')).join(', ')}`), asks.map(({ host, instances }) => (instances?.length === 0 ? `${host}: none` : [host, ...(instances ?? [])].join('/')))]);

test('one instance after the other: un-routed, drained, replaced, asked, and only then routed again', () => {
  expect(brief(rolling.forward(parts(2, 'web'), 'r2', 'r1'))).toEqual([
    [
      [
        'proxy.prepare@web: prepare',
        'release.switch@web: switch-to r2',
        'proxy.unroute@web/1: route 2',
        'proxy.drain@web/1: lg_drain 1 8001 10000',
        'runtime.restart@web/1: lg_systemd_stop shop@1.service, lg_systemd_start shop@1.service',
      ],
      ['web/1'],
    ],
    [
      [
        'proxy.route@web/1: route 1 2',
        'proxy.unroute@web/2: route 1',
        'proxy.drain@web/2: lg_drain 2 8002 10000',
        'runtime.restart@web/2: lg_systemd_stop shop@2.service, lg_systemd_start shop@2.service',
      ],
      ['web/2'],
    ],
    [['proxy.route@web/2: route 1 2'], []],
  ]);
});

test('the way back goes over what was begun, last one first, and leaves the others their traffic', () => {
  const begun = new Map([['web', new Set(['proxy.unroute@web/1', 'runtime.restart@web/1', 'proxy.unroute@web/2'])]]);
  expect(brief(rolling.back(parts(2, 'web'), { from: 'r2', target: 'r1', whileStopped: [], begun }))).toEqual([
    [['release.ready@web: look-at r1'], []],
    [
      [
        'release.switch-back@web: switch-to r1',
        'proxy.unroute@web/1: route 2',
        'proxy.drain@web/1: lg_drain 1 8001 10000',
        'runtime.restart@web/1: lg_systemd_stop shop@1.service, lg_systemd_start shop@1.service',
      ],
      ['web/1'],
    ],
    [['proxy.route@web: route 1 2'], []],
  ]);
});

test('a run that died before it replaced anything is healed by the switch back and by everybody getting traffic', () => {
  const begun = new Map([['web', new Set(['release.switch@web', 'proxy.unroute@web/1'])]]);
  expect(brief(rolling.back(parts(3, 'web'), { from: 'r2', target: 'r1', whileStopped: [], begun })).slice(1)).toEqual([[['release.switch-back@web: switch-to r1', 'proxy.route@web: route 1 2 3'], ['web: none']]]);
});

test('a restore, and the way back from a first deploy, stop everything first', () => {
  const between: Step = { id: 'database.restore', title: 'restore', host: 'a', does: [], undo: { kind: 'none', text: 'kept beside it' } };
  const ids = (target: string | undefined, whileStopped: Step[]): string[] => rolling.back(parts(2, 'a', 'b'), { from: 'r2', target, whileStopped, begun: new Map() }).flatMap(({ steps }) => steps.map(({ id }) => id));
  expect(ids('r1', [between])).toEqual([
    'release.ready@b', 'release.ready@a', 'runtime.stop@b', 'runtime.stop@a', 'database.restore',
    'release.switch-back@b', 'runtime.start-old@b', 'proxy.route@b', 'release.switch-back@a', 'runtime.start-old@a', 'proxy.route@a',
  ]);
  expect(ids(undefined, [])).toEqual(['runtime.stop@b', 'runtime.stop@a', 'release.remove@b', 'proxy.route@b', 'release.remove@a', 'proxy.route@a']);
});

/** Who has traffic on each host after each step, and who is replaced while they have it. */
function follow(stages: readonly Stage[], instances: readonly string[], hosts: readonly string[]): { fewest: number; last: ReadonlyMap<string, ReadonlySet<string>>; torn: string[] } {
  const routed = new Map(hosts.map((host) => [host, new Set(instances)]));
  let fewest = instances.length;
  const torn: string[] = [];
  for (const step of stages.flatMap(({ steps }) => steps)) {
    for (const { program, words } of step.does) {
      if (program === 'route') routed.set(step.host, new Set(words));
      const replaced = program.startsWith('lg_systemd') ? /@(.+)\.service$/.exec(words[0] ?? '')?.[1] : undefined;
      if (replaced !== undefined && routed.get(step.host)?.has(replaced) === true) torn.push(`${step.host}/${replaced}`);
    }
    fewest = Math.min(fewest, ...[...routed.values()].map((set) => set.size));
  }
  return { fewest, last: routed, torn };
}

test('whatever the hosts and instances: nobody is replaced who has traffic, somebody always has it, in the end everybody', () => {
  const shapes = fc.record({ hosts: fc.integer({ min: 1, max: 3 }), instances: fc.integer({ min: 1, max: 3 }), upTo: fc.integer({ min: 0, max: 60 }) });
  fc.assert(
    fc.property(shapes, ({ hosts: count, instances, upTo }) => {
      const hosts = ['a', 'b', 'c'].slice(0, count);
      const names = Array.from({ length: instances }, (_, index) => String(index + 1));
      const given = parts(instances, ...hosts);
      const forward = rolling.forward(given, 'r2', 'r1');
      const there = follow(forward, names, hosts);
      expect(there.torn).toEqual([]);
      expect(there.fewest).toBe(instances - 1);
      expect([...there.last.values()].map((set) => set.size)).toEqual(hosts.map(() => instances));
      const ids = forward.flatMap(({ steps }) => steps).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      // From wherever it was broken off.
      const done = forward.flatMap(({ steps }) => steps).slice(0, upTo);
      const begun = new Map(hosts.map((host) => [host, new Set(done.filter((step) => step.host === host).map(({ id }) => id))]));
      const back = rolling.back(given, { from: 'r2', target: 'r1', whileStopped: [], begun });
      const returned = follow([{ steps: done, asks: [] }, ...back], names, hosts);
      expect(returned.torn).toEqual([]);
      expect(returned.fewest).toBeGreaterThanOrEqual(instances - 1);
      expect([...returned.last.values()].map((set) => set.size)).toEqual(hosts.map(() => instances));
    }),
  );
});

test('without a proxy, or without ports, there is nothing to roll', () => {
  const { proxy: _, ...bare } = parts(2, 'web');
  expect(() => rolling.forward(bare, 'r2', 'r1')).toThrow(/rolling needs something before the instances/);
  expect(() => rolling.forward({ ...bare, proxy, runtime: systemd.open(systemd.schema.parse({ unit: 'shop' }), site) }, 'r2', 'r1')).toThrow(/instances with ports/);
});
