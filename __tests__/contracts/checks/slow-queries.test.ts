import type { CheckContext, CheckPlugin } from '../../../src/checks/check';
import { plugin as invalidIndexes } from '../../../src/checks/automatic/invalid-indexes';
import { slowSince } from '../../../src/checks/slow-queries';
import { checks } from '../../../src/checks/registry.generated';
import { plugin as postgres } from '../../../src/databases/postgres';
import { schema } from '../../../src/databases/postgres/settings';
import type { CheckResult } from '../../../src/model/check';
import { closeClient, openClient, type Server, startServer } from '../databases/postgres-server';
import { CheckRig } from './rig';

const rig = new CheckRig();
const OVER = { over: '300ms' };
let server: Server;

beforeAll(() => {
  server = startServer();
  server.sql('postgres', "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'; CREATE ROLE app LOGIN; CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
  server.restart();
  for (const name of ['counted', 'plain']) server.sql('postgres', `CREATE DATABASE ${name} OWNER app`);
  server.sql('counted', 'CREATE SCHEMA elsewhere; CREATE EXTENSION pg_stat_statements SCHEMA elsewhere; GRANT USAGE ON SCHEMA elsewhere TO watcher');
});
afterAll(async () => {
  server.stop();
  await rig.remove();
});

function ask(name: string, user: string, more: Partial<CheckContext> = {}, plugin: CheckPlugin = checks['slow-queries'] as CheckPlugin): Promise<CheckResult> {
  const context = rig.context();
  const database = postgres.open(schema.parse({ name, host: server.socket, user }), context.site);
  return rig.ask(plugin, plugin.kind === 'slow-queries' ? OVER : undefined, { ...context, database, moment: 'released', ...more });
}

const baseline = (figures: Readonly<Record<string, number>> = {}): Pick<CheckContext, 'baseline'> => ({ baseline: { first: false, figures: { 'slow queries': figures } } });
const slow = (name: string, ms: number): void => void server.sql(name, `SET ROLE app; SELECT pg_sleep(${String(ms / 1000)}) /* one */;`);

test('what pg_stat_statements has counted since preflight, and not what was slow before', async () => {
  slow('counted', 400);
  const before = await ask('counted', 'watcher', { moment: 'preflight' });
  expect(before).toMatchObject({ status: 'passed', asked: 'the queries that run' });
  const since = baseline(before.figures ?? {});
  expect(await ask('counted', 'watcher', since)).toMatchObject({ status: 'passed', asked: 'pg_stat_statements for queries since the deploy', got: 'none' });
  expect(await ask('counted', 'watcher', { baseline: { first: true, figures: {} } })).toMatchObject({ status: 'failed', slow: true });
  slow('counted', 700);
  const after = await ask('counted', 'watcher', since);
  expect(after).toMatchObject({ status: 'failed', slow: true, got: expect.stringMatching(/^\d+ ms: .*pg_sleep\(\$1\)/) as string });
  server.sql('counted', 'SELECT elsewhere.pg_stat_statements_reset()');
  expect(await ask('counted', 'watcher', since)).toMatchObject({ status: 'passed' });
});

test('what runs now where nothing is counted, without the values in it', async () => {
  expect(await ask('plain', 'watcher', baseline())).toMatchObject({ status: 'passed', asked: expect.stringContaining('pg_stat_statements cannot be read') as string });
  const client = openClient(server, 'plain');
  client.stdin?.write("SELECT pg_sleep(600), 'it''s a secret', 4711;\n");
  let found: CheckResult | undefined;
  for (let looks = 0; found?.status !== 'failed' && looks < 200; looks += 1) found = await ask('plain', 'watcher');
  expect(found).toMatchObject({ status: 'failed', slow: true, got: expect.stringMatching(/SELECT pg_sleep\(…\), '…', …; \(postgres, process \d+\)/) as string });
  expect(JSON.stringify(found)).not.toContain('secret');
  // Hidden from a role that may not look at others: that is no answer.
  expect(await ask('plain', 'app')).toMatchObject({ status: 'inconclusive', cause: expect.stringContaining('GRANT pg_monitor') as string });
  closeClient(client);
  server.sql('postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'plain'");
});

test('a query that was slow before is told again where its calls since are slow on the whole', () => {
  const before = { 'calls 1': 10, 'all 1': 5000, 'slowest 1': 900 };
  const now = (calls: number, allMs: number, slowestMs = 900) => slowSince([{ id: '1', calls, allMs, slowestMs, query: 'q' }], before, 500).map(({ ms }) => ms);
  expect([now(10, 5000), now(12, 5200), now(12, 6400), now(12, 5200, 901), now(3, 600), now(12, 5200, 499)]).toEqual([[], [], [700], [901], [900], []]);
});

test('an index that was left half built is told, with what mends it', async () => {
  const asked = (): Promise<CheckResult> => ask('plain', 'app', {}, invalidIndexes);
  expect(await asked()).toMatchObject({ status: 'passed' });
  server.sql('plain', 'CREATE TABLE towns AS SELECT 1 AS id FROM generate_series(1, 2)');
  expect(() => server.sql('plain', 'CREATE UNIQUE INDEX CONCURRENTLY towns_id ON towns (id)')).toThrow('could not create unique index');
  expect(await asked()).toMatchObject({ status: 'failed', got: 'public.towns_id on public.towns', next: expect.stringContaining('DROP INDEX CONCURRENTLY public.towns_id') as string });
  expect(await ask('never', 'app', {}, invalidIndexes as CheckPlugin)).toMatchObject({ status: 'passed', got: 'there is no database yet' });
});
