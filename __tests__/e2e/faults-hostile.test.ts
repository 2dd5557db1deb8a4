import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { brisk, FaultTable, PRODUCTS } from '../support/faults';
import { obeyed, watchMemory } from '../support/faults-log';
import { Rig } from '../support/rig';

/** Every word that has ever ended a quotation, begun an expansion or passed for an option; run, it leaves a file behind. */
const EVIL = `it's "so" $(touch pwned) \`touch pwned\` \${HOME} ;touch pwned; & | < > * ? # \\ %s -n`;
const EVIL_NAME = EVIL.replaceAll('/', '').slice(0, 120);

/** A value as the configuration takes it to the letter. */
const written = (text: string): string => JSON.stringify(text.replaceAll('${', () => '$${'));

/** Files named so, anywhere: what a word of somebody else's did when it was run. */
const pwned = (folder: string): string => execFileSync('find', [folder, process.cwd(), '-maxdepth', '8', '-name', 'pwned', '-not', '-path', '*/node_modules/*'], { encoding: 'utf8' }).trim();

const edit = (rig: Rig, file: string, change: (text: string) => string): void => {
  const path = join(rig.workspace, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${file} is as it was`);
  writeFileSync(path, after);
};

describe('hostile values', () => {
  let rig: Rig;
  let env: Record<string, string>;
  let root: string;

  beforeAll(async () => {
    rig = await Rig.start({
      configure: (text) =>
        brisk(text)
          .replace('shared/store.db }\nmigrations', () => `${written(`shared/-store ${EVIL_NAME}.db`)} }\nmigrations`)
          .replace('env: { DATABASE: ../../shared/store.db }', () => `env: { DATABASE: ${written(`../../shared/-store ${EVIL_NAME}.db`)}, GREETING: ${written(`${EVIL}\n::error::pwned\n-rf`)} }`),
    });
    root = join(rig.disk, 'srv', `-shop ${EVIL_NAME}`);
    env = {
      RELEASE_PATH: root,
      BACKUP_PATH: join(rig.disk, 'var', `--backups ${EVIL_NAME}`),
      GITHUB_ACTOR: EVIL,
      GITHUB_HEAD_REF: '',
    };
    edit(rig, 'server.py', (text) => text.replace('return 200, {"products": CATALOGUE.all()}', 'return 200, {"products": CATALOGUE.all(), "greeting": os.environ["GREETING"]}'));
    mkdirSync(join(rig.workspace, '-rf'), { recursive: true });
    for (const name of [EVIL_NAME, '--delete', '-rf/$(touch pwned)', 'a\nb', ' ', '::error::pwned', '-e sh']) writeFileSync(join(rig.workspace, name), name);
    rig.commit(`::error::pwned ${EVIL}\n\n::stop-commands::x\n$(touch pwned)`);
  });
  afterAll(() => rig.close());

  const greeting = async (): Promise<unknown> => ((await (await fetch(`http://127.0.0.1:${String(rig.port)}/`)).json()) as { greeting: unknown }).greeting;

  test('are brought, started, backed up, migrated and gone back from, and mean nothing', async () => {
    const first = await rig.run('lockgate', { version: 'v1;touch$IFS"pwned"\'$(touch${IFS}pwned)' }, { env });
    expect(first.log + JSON.stringify(first.outputs)).toMatch(/"outcome":"released"/);
    expect(await greeting()).toBe(`${EVIL}\n::error::pwned\n-rf`);
    const release = join(root, 'releases', first.outputs['release-id'] ?? '');
    expect(readdirSync(release)).toEqual(expect.arrayContaining([EVIL_NAME, '--delete', '-rf', 'a\nb', ' ', '::error::pwned', '-e sh']));
    expect(obeyed(first.log).filter(([command]) => command !== 'add-mask')).toEqual([]);

    rig.write(`migrations/002 ${EVIL_NAME}.sql`, `INSERT INTO products (name, price) VALUES ('it''s "$(touch pwned)" ::error::pwned', 1);\n`);
    const option = await rig.run('lockgate', { version: '--help' }, { env });
    expect(option.log).toContain('code      LG-INPUT-VALUE');
    const second = await rig.run('lockgate', { version: 'v2' }, { env });
    expect(second.log + JSON.stringify(second.outputs)).toMatch(/"outcome":"released"/);
    expect(second.outputs).toMatchObject({ applied: '1', verified: 'true' });
    expect(obeyed(second.log).filter(([command]) => command !== 'add-mask')).toEqual([]);

    edit(rig, 'server.py', (text) => text.replace('        if self.path == "/health":\n', '        if self.path == "/health":\n            raise RuntimeError("\\n::error::pwned\\n::set-output name=outcome::released")\n'));
    rig.commit('ill');
    const third = await rig.run('lockgate', { version: 'v3' }, { env });
    expect(third.outputs).toMatchObject({ outcome: 'rolled-back', 'rollback-status': 'rolled-back' });
    expect(obeyed(third.log).filter(([command]) => command !== 'add-mask').map(([command]) => command)).toEqual(['error']);
    expect(await greeting()).toBe(`${EVIL}\n::error::pwned\n-rf`);
    expect(pwned(rig.folder)).toBe('');
  });
});

describe('remote output', () => {
  let table: FaultTable;

  beforeAll(async () => {
    table = await FaultTable.start({ server: { prelude: "echo '::error::pwned by the profile'; echo '::stop-commands::profile' >&2" } });
  });
  afterAll(() => table.close());

  test('workflow commands in it are lines to read, never obeyed', async () => {
    const { rig } = table;
    const lines = ['::error::pwned', '::set-output name=outcome::released', '::stop-commands::x', '##[error]pwned', '  ::warning file=a::pwned', '::add-mask::shop', '\r::error::pwned', '::save-state name=a::pwned'];
    await table.reset({ configure: (text) => text.replace('- python3 -m compileall -q .', `- ${JSON.stringify(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')}; printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >&2; exit 3`)}`) });
    rig.write('VERSION', '1.0.1\n');
    const run = await rig.run('lockgate');
    expect(run).toMatchObject({ code: 1, outputs: { outcome: 'failed' } });
    expect(run.log).toContain('::error::pwned');
    const commands = [run, ...run.posts].flatMap(({ log }) => obeyed(log)).filter(([command]) => command !== 'add-mask');
    expect(commands.map(([command]) => command)).toEqual(['error']);
    expect(commands[0]?.[1]).toMatch(/^lockgate: assemble the release/);
    expect(obeyed(run.log)).not.toContainEqual(['add-mask', 'shop']);
  });

  test('a hundred megabytes of it neither fill the memory nor the log', async () => {
    const { rig } = table;
    await table.reset({ configure: (text) => text.replace('- python3 -m compileall -q .', '- yes a line that says nothing at all | head -c 52428800\n    - head -c 52428800 /dev/zero | tr "\\\\0" x >&2') });
    rig.write('VERSION', '1.0.1\n');
    const rows = rig.sql(PRODUCTS);
    const memory = watchMemory();
    const run = await rig.run('lockgate', {}, { onStart: memory.watch });
    expect(run.log).toContain('✓ lockgate');
    expect(run.outputs).toMatchObject({ outcome: 'released' });
    expect(memory.peakMegabytes()).toBeGreaterThan(30);
    expect(memory.peakMegabytes()).toBeLessThan(400);
    expect(run.log.length).toBeLessThan(1_000_000);
    expect(rig.sql(PRODUCTS)).toBe(rows);
    expect(execFileSync('du', ['-sm', rig.state], { encoding: 'utf8' }).split('\t')[0]).toMatch(/^\d$/);
  });
});
