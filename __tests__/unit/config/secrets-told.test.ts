import { loadSettings } from '../../../src/config/load';
import { plugins } from '../../../src/actions/plugins';

const text = `version: 1
app: shop
ssh: { user: deploy, key: DEPLOY_KEY, passphrase: KEY_PASSPHRASE, known-hosts: .github/known_hosts }
release: { kind: directory, path: /srv/shop }
strategy: { kind: recreate }
gates:
  preflight:
    - http: { url: "https://status.example.org", headers: { Authorization: { secret: API_TOKEN }, X-Plain: NO_SECRET } }
notify: [{ kind: webhook, webhook: DEPLOY_WEBHOOK }]
environments:
  production: { url: "https://example.org", hosts: { web: host.example.org } }
  staging: { url: "https://staging.example.org", hosts: { web: host.example.org }, notify: [{ kind: webhook, webhook: STAGING_WEBHOOK }] }
`;

test('every secret that the chosen environment names and the step was given is told, and nothing else', () => {
  const told = new Set<string>();
  const variables = { DEPLOY_KEY: 'a', API_TOKEN: 'b', NO_SECRET: 'c', DEPLOY_WEBHOOK: 'd', STAGING_WEBHOOK: 'e', KEY_PASSPHRASE: '' };
  loadSettings({ text, file: 'lockgate.yml', environment: 'production', variables, plugins, onSecret: (name) => told.add(name) });
  expect([...told].sort()).toEqual(['API_TOKEN', 'DEPLOY_KEY', 'DEPLOY_WEBHOOK']);
});

test('everything that the chosen environment needs and is not set is told with its kind and its place, and nothing else', () => {
  const told: string[] = [];
  const unfilled = text.replace('web: host.example.org } }\n  staging', 'web: "${HOST}" } }\n  staging').replace('url: "https://staging.example.org"', 'url: "${STAGING_URL}"').replace('/srv/shop', '"${ROOT:-/srv/shop}"');
  const load = (): unknown => loadSettings({ text: unfilled, file: 'lockgate.yml', environment: 'production', variables: { DEPLOY_KEY: 'a', API_TOKEN: '' }, plugins, onUnset: ({ kind, name, at, path }) => told.push(`${kind} ${name} ${String(at.line)} ${path.join('.')}`) });
  expect(load).toThrow('the variable HOST is not set');
  expect([...new Set(told)].sort()).toEqual(['secret API_TOKEN 8 gates.preflight.0.http.headers.Authorization.secret', 'secret DEPLOY_WEBHOOK 9 notify.0.webhook', 'secret KEY_PASSPHRASE 3 ssh.passphrase', 'variable HOST 11 hosts.web']);
});
