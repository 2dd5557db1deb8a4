import { acknowledgementProblems } from '../../../src/migrations/acknowledge';

const migration = { name: 'db/2.sql', digest: 'abcdef0123456789', classes: ['loss', 'lock'] as const, findings: ['line 1: DROP TABLE a destroys its rows'] };

test('nothing is asked for what is lossless, or acknowledged for this very content', () => {
  expect(acknowledgementProblems([{ ...migration, classes: [] }], {})).toEqual([]);
  expect(acknowledgementProblems([migration], { 'db/2.sql@abcdef01': ['lock', 'loss'] })).toEqual([]);
});

test('each open class is named, with the line to add', () => {
  const [one, ...more] = acknowledgementProblems([migration], { 'db/2.sql@abcdef01': ['lock'], 'db/2.sql@99999999': ['loss', 'lock'], 'db/2.sql': ['loss'] });
  expect(more).toEqual([]);
  expect(one?.facts).toMatchObject({ code: 'LG-MIGRATION-UNACKNOWLEDGED', kind: 'gate-closed', cause: migration.findings[0] });
  expect(one?.facts.problem).toContain('classified as loss,');
  expect(one?.facts.next).toContain('"db/2.sql@abcdef01": [loss, lock]');
});

test('what has no file is acknowledged by its name', () => {
  const command = { name: '0004_drop', digest: '', classes: ['opaque'] as const, findings: [] };
  expect(acknowledgementProblems([command], {})[0]?.facts.next).toContain('"0004_drop": [opaque]');
  expect(acknowledgementProblems([command], { '0004_drop': ['opaque'] })).toEqual([]);
});
