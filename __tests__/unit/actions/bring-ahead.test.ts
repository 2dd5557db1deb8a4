import { mayStillMakeFiles } from '../../../src/actions/bring-ahead';
import type { CheckSettings, HookSettings, Settings } from '../../../src/config/settings';
import { HOOK_PHASES } from '../../../src/model/hook';
import { MOMENTS } from '../../../src/model/check';

const hook = (on: HookSettings['on']): HookSettings => ({ name: 'build', run: 'make', on, roles: [], timeoutMs: 1000 });
const check = (kind: string): CheckSettings => ({ kind, settings: {}, name: kind, persistence: { attempts: 1, everyMs: 1, timeoutMs: 1, successes: 1 }, onFail: 'rollback', onInconclusive: 'rollback', roles: [] });
const BETWEEN = ['before-backup', 'after-backup', 'before-maintenance', 'before-migrate', 'after-migrate'];

function settings(hooks: Readonly<Record<string, readonly HookSettings[]>>, gates: Readonly<Record<string, readonly CheckSettings[]>>): Pick<Settings, 'hooks' | 'gates'> {
  return {
    hooks: Object.fromEntries(Object.keys(HOOK_PHASES).map((phase) => [phase, hooks[phase] ?? []])) as Settings['hooks'],
    gates: Object.fromEntries(MOMENTS.map((moment) => [moment, gates[moment] ?? []])) as Settings['gates'],
  };
}

test('with nothing of the team\'s own, files may travel at once', () => {
  expect(mayStillMakeFiles(settings({}, { 'backed-up': [check('rows')], migrated: [check('sql')], released: [check('command')] }))).toBe(false);
});

test.each(Object.keys(HOOK_PHASES))('a hook on the runner, %s', (phase) => {
  expect(mayStillMakeFiles(settings({ [phase]: [hook('runner')] }, {}))).toBe(BETWEEN.includes(phase));
  expect(mayStillMakeFiles(settings({ [phase]: [hook('host')] }, {}))).toBe(false);
});

test.each([['backed-up'], ['migrated']])('a line that is asked for the gate %s', (moment) => {
  expect(mayStillMakeFiles(settings({}, { [moment]: [check('http'), check('command')] }))).toBe(true);
});
