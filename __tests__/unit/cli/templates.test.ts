import { plugins } from '../../../src/actions/plugins';
import { writeConfiguration } from '../../../src/cli/init/configuration';
import { detect } from '../../../src/cli/init/detect';
import { workflowFiles } from '../../../src/cli/templates/workflows';
import { readWiring } from '../../../src/cli/templates/wiring';
import { loadSettings } from '../../../src/config/load';
import { parseWorkflowFile } from '../../../tools/workflow-runner/files';
import { loadLibraries } from '../../../tools/workflow-runner/libraries';

const file = '.github/lockgate.yml';
const wire = (text: string): ReturnType<typeof readWiring> => readWiring({ text, file, branch: 'main', plugins });
const deployOf = (text: string): string => workflowFiles({ text, file, branch: 'main', plugins }).find(({ path }) => path.endsWith('/deploy.yml'))?.content ?? '';
const order = (text: string): string[] => [...deployOf(text).slice(deployOf(text).indexOf('\n  deploy:\n')).matchAll(/- id: (\S+)/g)].map(([, id = '']) => id);

const common = 'version: 1\napp: shop\nssh: { user: deploy, key: DEPLOY_KEY }\nrelease: { kind: directory, path: /srv/shop }\nruntime: { kind: systemd, unit: shop, port: 8000 }\n';
const data = 'database: { kind: postgres, name: shop }\nmigrations: { kind: sql, files: ["m/*.sql"] }\nbackup: { to: /var/backups }\n';
const where = 'environments: { production: { hosts: { web: "${WEB}" } } }\n';

describe('what workflows know of a configuration', () => {
  test('variables, and secrets by who needs them', () => {
    const notify = 'notify: [{ kind: webhook, webhook: DEPLOY_WEBHOOK }]\n';
    const gates = 'gates: { released: [http: { path: /, headers: { Authorization: { secret: API_TOKEN } } }] }\n';
    expect(wire(`${common}${data}${notify}${gates}url: "https://\${NAME:-x.example.org}"\n${where}`)).toMatchObject({
      app: 'shop',
      environments: ['production'],
      variables: [{ name: 'NAME', required: false }, { name: 'WEB', required: true }],
      secrets: ['DEPLOY_KEY', 'API_TOKEN'],
      messages: ['DEPLOY_WEBHOOK'],
      backup: true,
      migrations: 'before-switch',
    });
  });

  test('a literal ${ and the variables of the runner are none of ours', () => {
    expect(wire(`${common}url: "https://\${GITHUB_REPOSITORY}"\ngates: { preflight: [command: { on: runner, run: "echo $\${HOME}" }] }\n${where}`).variables).toEqual([{ name: 'WEB', required: true }]);
  });

  test.each([['no YAML', 'a: [', /never closed/], ['no environments', common, /has no environments/]])('%s', (_, text, message) => {
    expect(() => wire(text)).toThrow(message);
  });
});

describe('the steps are those of the configuration', () => {
  const after = data.replace('files:', 'when: after-switch, files:');
  test.each([
    ['no database', '', ['preflight', 'rolling-deploy', 'health-check', 'rollback', 'notify']],
    ['a backup alone', data.replace(/migrations.*\n/, ''), ['preflight', 'backup', 'rolling-deploy', 'health-check', 'rollback', 'notify']],
    ['migrations before the switch', data, ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback', 'notify']],
    ['migrations after it', after, ['preflight', 'backup', 'rolling-deploy', 'migrate', 'health-check', 'rollback', 'notify']],
  ])('%s', (_, more, ids) => {
    expect(order(`${common}${more}${where}`)).toEqual(ids);
  });

  test.each([['no database', ''], ['after the switch', after], ['hostile names', '']])('GitHub takes them: %s', async (how, more) => {
    const libraries = await loadLibraries();
    const text = `${common}${more}${how === 'hostile names' ? 'environments: { on: { hosts: { a: x.example.org } }, "123": {}, staging: {} }\n' : where}`;
    for (const { path, content } of workflowFiles({ text, file, branch: 'it\'s "main"', plugins })) expect(await parseWorkflowFile(libraries, path, content)).toBeDefined();
  });
});

test.each([
  ['nothing', {}],
  ['Django', { 'manage.py': '', 'requirements.txt': 'django==5.0\npsycopg==3.2\n' }],
  ['plain SQL and SQLite', { 'sql/1.sql': '', 'pyproject.toml': 'aiosqlite' }],
  ['Node', { 'package-lock.json': '{}', 'package.json': '{"scripts":{"build":"x"}}' }],
] as const)('what is written for a repository with %s is valid', (_, files: Readonly<Record<string, string>>) => {
  const names = Object.keys(files);
  const found = detect({ name: 'shop', has: (path) => names.some((name) => name === path || name.startsWith(`${path}/`)), read: (path) => files[path] ?? '', list: (path) => names.flatMap((name) => (path === '.' ? [name.split('/')[0] ?? ''] : name.startsWith(`${path}/`) ? [name.slice(path.length + 1)] : [])) });
  const host = { user: 'ops', address: '192.0.2.7', port: 2222 };
  for (const draft of [{ found, environments: ['staging', 'production'] }, { found, environments: ['production'], host, unit: { name: 'web', folder: '/opt/web/current', port: 9000 } }]) {
    const text = writeConfiguration(draft);
    const settings = draft.environments.map((environment) => loadSettings({ text, file, environment, variables: {}, plugins }));
    expect(settings.at(-1)?.hosts[0]).toMatchObject('host' in draft ? { user: 'ops', address: '192.0.2.7', port: 2222 } : { user: 'deploy', address: 'production.example.org', port: 22 });
    expect(settings.at(-1)?.release.path).toBe('host' in draft ? '/opt/web' : '/srv/shop');
    expect(wire(text).variables).toEqual([]);
  }
});

test.each([1, 20, 21, 22, 40, 63])('what is written for a name of %i letters is valid: its notes stay notes', (length) => {
  const files: Readonly<Record<string, string>> = { 'database/1.sql': '', 'requirements.txt': 'psycopg==3.2\n' };
  const names = Object.keys(files);
  const found = detect({ name: 'x'.repeat(length), has: (path) => names.some((name) => name === path || name.startsWith(`${path}/`)), read: (path) => files[path] ?? '', list: (path) => names.flatMap((name) => (path === '.' ? [name.split('/')[0] ?? ''] : name.startsWith(`${path}/`) ? [name.slice(path.length + 1)] : [])) });
  const text = writeConfiguration({ found, environments: ['production'] });
  expect(loadSettings({ text, file, environment: 'production', variables: {}, plugins }).release.path).toBe(`/srv/${found.app}`);
});
