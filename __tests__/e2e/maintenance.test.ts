import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Rig } from '../support/rig';

const HOOKS = `hooks:
  before-maintenance: [{ run: 'echo "$LOCKGATE_PHASE" >>runner-hooks', on: runner }]
  before-backup: ['echo "$LOCKGATE_PHASE $(test -e "../../.lockgate/run/shop.pid" && echo running)" >>../../hooks']
  before-switch: ['echo "$LOCKGATE_PHASE $(basename "$PWD") $LOCKGATE_RELEASE" >>../../hooks']
  released: ['echo "$LOCKGATE_PHASE it''s done" >>../../hooks; test ! -e ../../released-hook-fails']
  rolled-back: ['echo "$LOCKGATE_PHASE $LOCKGATE_PREVIOUS_RELEASE" >>../../hooks; exit 7']
`;

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start({ configure: (text) => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms').replace('migrations: { ', 'migrations: { when: maintenance, ').replace(/^environments:/m, `${HOOKS.replaceAll('$', '$$$$')}environments:`) });
});
afterEach(async () => {
  await rig.close();
});

it('stops the writes before the backup, runs the hooks in their phases, and goes back out of maintenance', async () => {
  const first = await rig.run('lockgate');
  expect(first.log).toContain('is released');
  expect(first.outputs).toMatchObject({ outcome: 'released' });
  rig.checkout('v2');
  writeFileSync(join(rig.root, 'released-hook-fails'), '');
  const second = await rig.run('lockgate');
  // What a hook says after the fact makes the job red, and the release stays.
  expect(second.code).toBe(1);
  expect(second.log).toContain('LG-STEP-HOOK-RELEASED');
  expect(second.outputs).toMatchObject({ outcome: 'released', applied: '1' });
  expect(await rig.served()).toMatchObject({ release: second.outputs['release-id'] });
  const order = rig.changes.at(-1)?.steps.map(({ id }) => id) ?? [];
  const at = (id: string): number => order.indexOf(id);
  expect(at('release.assemble')).toBeLessThan(at('maintenance.stop'));
  expect(at('maintenance.stop')).toBeLessThan(at('backup.create'));
  expect(at('backup.create')).toBeLessThan(at('runtime.start'));
  expect(at('runtime.start')).toBeLessThan(at('maintenance.leave'));
  const hooks = readFileSync(join(rig.root, 'hooks'), 'utf8');
  expect(hooks).toContain(`before-switch ${String(second.outputs['release-id'])} ${String(second.outputs['release-id'])}\n`);
  expect(hooks).toContain("released it's done\n");
  expect(existsSync(join(rig.workspace, 'runner-hooks'))).toBe(true);
  rig.write('migrations/009_more.sql', 'CREATE TABLE more (id INTEGER PRIMARY KEY);\n');
  rig.write('server.py', 'import sys\nsys.exit("this release cannot start")\n');
  const bad = await rig.run('lockgate');
  expect(bad.code).toBe(1);
  expect(bad.outputs).toMatchObject({ outcome: 'rolled-back' });
  expect(bad.log).toContain('LG-STEP-HOOK-ROLLED-BACK');
  expect(await rig.served()).toMatchObject({ release: second.outputs['release-id'] });
  expect(rig.changes.at(-1)?.steps.find(({ id }) => id === 'maintenance.leave')?.phase).toBe('done');
  expect(rig.changes.at(-1)?.closed?.outcome).toBe('rolled-back');
  expect(rig.lease.owner).toBe('');
  // Without a new release the old one has to live with the new schema before anybody is let in.
  rig.checkout('v2');
  rig.write('migrations/010_break.sql', 'ALTER TABLE products RENAME COLUMN price TO cost;\n');
  rig.acknowledge('migrations/010_break.sql', ['break']);
  const broken = await rig.run('lockgate', { scope: 'migrations' });
  expect([broken.code, broken.outputs]).toEqual([1, expect.objectContaining({ outcome: 'rolled-back', level: 'R3', loss: '0' })]);
  expect(broken.log).toContain('the release that serves is not well on the new schema');
  expect(await rig.served()).toMatchObject({ release: second.outputs['release-id'] });
  expect(rig.lease.owner).toBe('');
});
