import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { Rig } from '../support/rig';

/** A shop that starts only where it is told a level it knows, and says in its log which one it was told. */
const configured = (level: string) => (text: string): string =>
  text
    .replace(/ {2}watch:\n( {4}.*\n)+/, '')
    .replace(/\n {2}environment: .*/, '')
    .replace('settle: 500ms', 'settle: 200ms')
    .replace(/ {2}start: .*/, '  start: \'echo "told $LEVEL $TOKEN" | sed "s/token_.*/a token/"; case $LEVEL in bad) sleep 1; exit 1 ;; esac; exec python3 server.py\'')
    .replace('  keep: 3\n', `  keep: 3\n  environment: { values: { LEVEL: ${level} }, secrets: { TOKEN: SHOP_TOKEN } }\n`)
    .replace('attempts: 10, every: 500ms', 'attempts: 4, every: 500ms')
    .replace(/\nnotify: .*/, '');

let rig: Rig;
afterEach(async () => {
  await rig.close();
});

test('one variable is changed alone: good, nothing, ill and back', async () => {
  rig = await Rig.start({ configure: configured('info') });
  const env = { SHOP_TOKEN: `token_it's "x" ${'0'.repeat(12)}` };
  const file = (id: string): string => readFileSync(join(rig.root, 'releases', id, '.env'), 'utf8');
  const alone = (level?: string, more = env): ReturnType<Rig['run']> => {
    if (level !== undefined) rig.configure(configured(level));
    return rig.run('lockgate', { scope: 'configuration' }, { env: more });
  };
  expect((await alone()).log).toContain('no release serves yet');
  const first = await rig.run('lockgate', {}, { env });
  expect(first.outputs).toMatchObject({ outcome: 'released' });
  const base = rig.current;
  expect(statSync(join(rig.root, 'releases', base, '.env')).mode & 0o777).toBe(0o600);
  expect(file(base)).toContain("LEVEL='info'");

  const typed = async (more: readonly string[] = []): Promise<unknown> => JSON.parse((await rig.type(['deploy', '--scope', 'configuration', '--json', ...more], { env })).stdout);
  expect(await typed()).toMatchObject({ exit: 0, outputs: { outcome: 'nothing-to-do', status: 'unchanged' } });
  expect(rig.current).toBe(base);

  rig.checkout('v2');
  rig.configure(configured('debug'));
  expect(await typed(['--dry-run'])).toMatchObject({ exit: 0, status: 'dry-run', plan: { ready: true, scope: 'configuration' } });
  const changed = await alone();
  expect(changed.outputs).toMatchObject({ outcome: 'released', 'previous-release-id': base });
  const second = rig.current;
  expect(second).not.toBe(base);
  // The code is that of before, whatever was checked out; so is the version on record.
  expect(await rig.served()).toEqual({ version: '1.0.0', release: second });
  expect(rig.releases.find(({ id }) => id === second)).toMatchObject({ version: '1.0.0', origin: base, status: 'good' });
  expect([file(base), file(second)]).toEqual([expect.stringContaining("LEVEL='info'"), expect.stringContaining("LEVEL='debug'")]);
  expect(changed.log).toContain('LEVEL has another value');

  const ill = await alone('bad');
  expect(ill.outputs).toMatchObject({ outcome: 'rolled-back' });
  expect(rig.current).toBe(second);
  expect(await rig.served()).toEqual({ version: '1.0.0', release: second });
  const told = readFileSync(join(rig.state, 'log/shop.log'), 'utf8').split('\n').filter((line) => line.startsWith('told'));
  expect(told).toEqual(['told info a token', 'told debug a token', 'told bad a token', 'told debug a token']);

  rig.configure(configured('debug'));
  const missing = await alone(undefined, { SHOP_TOKEN: '' });
  expect(missing.log).toMatch(/lockgate\.yml:\d+:\d+: release\.environment\.secrets\.TOKEN: the variable SHOP_TOKEN is (empty|not set)/);
  const secret = await alone(undefined, { SHOP_TOKEN: 'token_another one' });
  expect(secret.outputs).toMatchObject({ outcome: 'released' });
  expect(secret.log).toContain('TOKEN has another value');
  for (const run of [first, changed, ill, missing, secret]) expect(run.log.split('\n').filter((line) => !line.startsWith('::add-mask::')).join('\n') + run.summary).not.toMatch(/token_(it's|another)/);
}, 240_000);
