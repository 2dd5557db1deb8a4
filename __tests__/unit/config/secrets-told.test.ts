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
