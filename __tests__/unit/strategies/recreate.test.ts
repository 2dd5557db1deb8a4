import { mutating, reading } from '../../../src/model/command';
import { layoutOf } from '../../../src/model/layout';
import type { Step } from '../../../src/model/step';
import type { Artefact } from '../../../src/releases/artefact';
import { plugin as command } from '../../../src/runtimes/command/index';
import { plugin } from '../../../src/strategies/recreate/index';
import fc from '../../support/properties';

const layout = layoutOf('/srv/shop');
const runtime = command.open(command.schema.parse({ start: './serve' }), { app: 'shop', environment: 'test', layout, workspace: '/checkout', url: '' });
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
const recreate = plugin.open(plugin.schema.parse({}));
const parts = (...hosts: string[]): Parameters<typeof recreate.forward>[0] => ({ hosts, artefact, runtime });
/** All stages as one list of steps, and the way back as it is asked for. */
const forward = (given: Parameters<typeof recreate.forward>[0], release: string, previous: string | undefined): Step[] => recreate.forward(given, release, previous).flatMap(({ steps }) => steps);
const back = (given: Parameters<typeof recreate.forward>[0], from: string, target: string | undefined, whileStopped: readonly Step[]): Step[] =>
  recreate.back(given, { from, target, whileStopped, begun: new Map() }).flatMap(({ steps }) => steps);
const brief = (steps: readonly Step[]): unknown[] => steps.map(({ id, host, does, undo }) => [id, host, does.map(({ program, words }) => [program, ...words].slice(0, 2).join(' ')), undo.kind, undo.text]);

test('the way forward on one host, with a release before it', () => {
  expect(brief(forward(parts('web'), 'r2', 'r1'))).toEqual([
    ['runtime.stop', 'web', ['lg_runtime_stop /srv/shop'], 'start-old', 'start r1 again'],
    ['release.switch', 'web', ['switch-to r2'], 'switch-back', 'switch current back to r1'],
    ['runtime.start', 'web', ['lg_runtime_start /srv/shop'], 'start-old', 'stop r2 and start r1 again'],
  ]);
});

test('the first deploy has nothing to go back to, and says so', () => {
  expect(brief(forward(parts('web'), 'r1', undefined))).toEqual([
    ['runtime.stop', 'web', ['lg_runtime_stop /srv/shop'], 'none', 'nothing ran before it'],
    ['release.switch', 'web', ['switch-to r1'], 'switch-back', 'stop r1 and take current away: nothing ran before it'],
    ['runtime.start', 'web', ['lg_runtime_start /srv/shop'], 'switch-back', 'stop r1 and take current away: nothing ran before it'],
  ]);
});

test('the way back leads to the target, or to nothing', () => {
  expect(brief(back(parts('web'), 'r2', 'r1', []))).toEqual([
    ['release.ready', 'web', ['look-at r1'], 'none', 'a way back is never gone back from'],
    ['runtime.stop', 'web', ['lg_runtime_stop /srv/shop'], 'none', 'a way back is never gone back from'],
    ['release.switch-back', 'web', ['switch-to r1'], 'none', 'a way back is never gone back from'],
    ['runtime.start-old', 'web', ['lg_runtime_start /srv/shop'], 'none', 'a way back is never gone back from'],
  ]);
  expect(back(parts('web'), 'r1', undefined, []).map(({ id, does }) => [id, does[0]?.program])).toEqual([
    ['runtime.stop', 'lg_runtime_stop'],
    ['release.remove', 'switch-off'],
  ]);
});

test('several hosts go forward in order and back in reverse, each whole before the next', () => {
  expect(forward(parts('a', 'b'), 'r2', 'r1').map(({ id }) => id)).toEqual(['runtime.stop@a', 'release.switch@a', 'runtime.start@a', 'runtime.stop@b', 'release.switch@b', 'runtime.start@b']);
  expect(back(parts('a', 'b'), 'r2', 'r1', []).map(({ id }) => id)).toEqual([
    'release.ready@b', 'release.ready@a', 'runtime.stop@b', 'release.switch-back@b', 'runtime.start-old@b', 'runtime.stop@a', 'release.switch-back@a', 'runtime.start-old@a',
  ]);
});

test('what needs everything stopped comes after every stop and before every start', () => {
  const between: Step = { id: 'database.restore', title: 'restore', host: 'a', does: [], undo: { kind: 'none', text: 'kept beside it' } };
  expect(back(parts('a', 'b'), 'r2', 'r1', [between]).map(({ id }) => id)).toEqual([
    'release.ready@b', 'release.ready@a', 'runtime.stop@b', 'runtime.stop@a', 'database.restore', 'release.switch-back@b', 'runtime.start-old@b', 'release.switch-back@a', 'runtime.start-old@a',
  ]);
});

test('whatever the hosts: ids are unique, every step says how it is undone, every command may run twice or switches', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(names, fc.option(fc.constant('r1'), { nil: undefined }), (hosts, previous) => {
      for (const steps of [forward(parts(...hosts), 'r2', previous), back(parts(...hosts), 'r2', previous, [])]) {
        expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
        for (const { undo, title } of steps) {
          expect(undo.text).not.toBe('');
          expect(title).not.toBe('');
        }
        // Looking comes first on every host; the first thing that is changed is that what serves stops.
        const changing = steps.filter(({ does }) => does.some(({ mutates }) => mutates));
        expect(steps.slice(steps.length - changing.length)).toEqual(changing);
        expect(changing.flatMap(({ does }) => does).every(({ mutates }) => mutates)).toBe(true);
        for (const host of hosts) expect(changing.find((step) => step.host === host)?.does[0]?.program).toBe('lg_runtime_stop');
      }
      // What serves was touched as soon as the first of these began; nothing served before a first deploy.
      expect(forward(parts(...hosts), 'r2', previous).filter(({ undo }) => undo.kind === 'none')).toHaveLength(previous === undefined ? hosts.length : 0);
    }),
  );
});

test('it takes no settings', () => {
  expect(plugin.schema.safeParse({ order: ['web'] }).success).toBe(false);
});
