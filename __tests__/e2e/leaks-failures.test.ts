import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { mintKey } from '../../tools/ssh-server/ssh-server';
import { LeakRig, mintToken } from '../support/leak-rig';

/** A check with a secret header, a key with a passphrase, a build that shouts what the team put into it, and dies. */
function withSecrets(text: string): string {
  return text
    .replace('key: DEPLOY_KEY,', 'key: DEPLOY_KEY, passphrase: KEY_PASSPHRASE,')
    .replace('    - disk: { free: 50MB }\n', '    - disk: { free: 50MB }\n    - http: { url: "${STATUS_URL}", attempts: 1, headers: { Authorization: { secret: API_TOKEN, prefix: "Bearer " } }, on-fail: warn }\n')
    .replace('    - python3 -m compileall -q .\n', '    - i=0; while [ $i -lt 300 ]; do echo "line $i of ${SHOUTED}"; i=$((i+1)); done; exit 1\n');
}

let rig: LeakRig;
let env: Record<string, string>;
beforeAll(async () => {
  rig = await LeakRig.start({ configure: withSecrets });
  const passphrase = rig.secret('KEY_PASSPHRASE', mintToken('pass'));
  const encrypted = mintKey({ passphrase });
  const token = rig.secret('API_TOKEN', mintToken('api'));
  rig.secret('ENCRYPTED_KEY', encrypted.private);
  // The status page says back what it was sent.
  rig.inbox.answer = (path, authorization) => ({ status: path === '/status' ? 500 : 400, body: `refused ${path} ${authorization}` });
  env = {
    DEPLOY_KEY: encrypted.private,
    KEY_PASSPHRASE: passphrase,
    API_TOKEN: token,
    SHOUTED: token,
    STATUS_URL: `${rig.inbox.address}/status`,
    DEPLOY_WEBHOOK: rig.secret('DEPLOY_WEBHOOK', `${rig.inbox.address}/hooks/${mintToken('hook')}`),
  };
});
afterAll(async () => {
  await rig.close();
});

describe('what goes wrong with secrets', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a key that the server does not know', {}, 'LG-SSH-AUTH'],
    ['a wrong passphrase', { KEY_PASSPHRASE: mintToken('wrong') }, 'LG-SSH-PASSPHRASE'],
    ['no passphrase', { KEY_PASSPHRASE: '' }, 'LG-SECRET-MISSING'],
    ['a text that is no key', { DEPLOY_KEY: `-----BEGIN OPENSSH PRIVATE KEY-----\n${mintToken('garbage')}\n-----END OPENSSH PRIVATE KEY-----\n` }, 'LG-SSH-KEY'],
    ['a key without its frame', { DEPLOY_KEY: mintToken('unframed') }, 'LG-SSH-KEY'],
    ['a host that nobody answers at', { SSH_PORT: '1' }, 'LG-SSH'],
  ])('tells of %s without showing anything', async (_, change, code) => {
    for (const [name, value] of Object.entries(change)) if (value.length > 10) rig.secret(`${name} (${code})`, value);
    const run = await rig.run('preflight', { ...env, ...change });
    expect(run.code).toBe(1);
    expect(run.log).toContain(code);
  });

  it('names no address of a webhook that refuses, does not answer or is no address', async () => {
    const addresses = [env['DEPLOY_WEBHOOK'] ?? '', rig.secret('a closed port', `http://127.0.0.1:1/hooks/${mintToken('hook')}`), rig.secret('no address', `htp:/hooks/${mintToken('hook')}`), rig.secret('a bad port', `http://127.0.0.1:99999/${mintToken('hook')}`)];
    const runs = await Promise.all(addresses.map((address) => rig.run('notify', { ...env, DEPLOY_WEBHOOK: address }, { event: 'failed' })));
    expect(runs.map(({ outputs }) => outputs['delivered'])).toEqual(['false', 'false', 'false', 'false']);
    expect(runs[0]?.log).toContain('400');
  });

  it('refuses an output that holds a secret, and hands on nothing in its place', async () => {
    const run = await rig.run('preflight', { ...env, DEPLOY_KEY: rig.rig.key.private, API_TOKEN: 'lossless' });
    expect(run.code).toBe(1);
    expect(run.log).toContain('LG-OUTPUT-SECRET');
    expect(run.outputs).toMatchObject({ risk: '' });
  });

  it('hides what a line of the team says where it is a secret, cut or not', async () => {
    const { steps } = await rig.deploySteps({ ...env, DEPLOY_KEY: rig.rig.key.private });
    const log = steps.get('rolling-deploy')?.log ?? '';
    expect(log).toContain('line 299 of ***');
    const folder = steps.get('rollback')?.outputs['diagnostics'] ?? '';
    expect(readFileSync(join(folder, 'web.txt'), 'utf8')).toContain('== disk');
  }, 240_000);

  it('and none of it was seen anywhere', async () => {
    await rig.settle();
    const findings = rig.findings(({ secret, where }) =>
      // The team wrote this one into a line of its configuration: the host runs that line, and keeps what it said.
      (secret === 'API_TOKEN' && (/^(arguments|environment) of process/.test(where) || /\.lockgate\/tasks\//.test(where)))
      // Lines on the runner see what the step was given, but for what opens the servers.
      || (/^environment of process/.test(where) && !/KEY/.test(secret)));
    expect(findings).toEqual([]);
  });
});
