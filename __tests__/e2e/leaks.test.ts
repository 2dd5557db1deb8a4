import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Finding } from '../../tools/leak-searcher';
import { LeakRig, mintToken } from '../support/leak-rig';

const withoutWatch = (text: string): string => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms');

/** Short, and with a secret in every place where one can be given. */
function withSecrets(text: string): string {
  return withoutWatch(text)
    .replace('settle: 100ms', 'settle: 100ms\n  env-file: shared/.env')
    .replace('  build:\n', '  shared: [.env]\n  build:\n')
    .replace('    - disk: { free: 50MB }\n', '    - disk: { free: 50MB }\n    - env-file: { keys: { APP_SECRET: { min-length: 20 } } }\n')
    .replace('    - foreign-keys: no-orphans\n', '    - foreign-keys: no-orphans\n    - http: { path: /, headers: { Authorization: { secret: API_TOKEN, prefix: "Bearer " } } }\n');
}

let rig: LeakRig;
afterEach(async () => {
  await rig.close();
});

describe('a deploy with secrets in every place', () => {
  it('shows none of them: good, better, ill and back', async () => {
    rig = await LeakRig.start({ configure: withSecrets });
    const env = {
      DEPLOY_WEBHOOK: rig.secret('DEPLOY_WEBHOOK', `${rig.inbox.address}/hooks/${mintToken('hook')}`),
      API_TOKEN: rig.secret('API_TOKEN', mintToken('api')),
    };
    rig.writeOnHost('shared/.env', `APP_SECRET=${rig.secret('APP_SECRET', mintToken('app'))}\n`);
    const first = await rig.run('lockgate', env);
    expect(first.outputs).toMatchObject({ outcome: 'released' });
    rig.rig.checkout('v2');
    const second = await rig.deploySteps(env);
    expect(second.status).toBe('success');
    rig.rig.checkout('v3');
    // It says the deploy's secrets as if somebody had sent them, and dies.
    rig.writeOnHost('shared/sent', `\u001b[31mwho sent ${env.API_TOKEN.slice(0, 9)}\u001b[0m${env.API_TOKEN.slice(9)}?`);
    rig.rig.write('server.py', 'import sys\nprint(open("../../shared/sent").read())\nsys.exit("this release cannot start")\n');
    const third = await rig.deploySteps(env);
    const back = third.steps.get('rollback');
    expect(back?.outputs).toMatchObject({ status: 'rolled-back' });
    const kept = readFileSync(join(back?.outputs['diagnostics'] ?? '', 'web.txt'), 'utf8');
    expect(kept).toContain('this release cannot start');
    expect(kept).toContain('who sent ***?');
    expect(back?.summary).toContain('this release cannot start');
    await rig.run('notify', env, { event: 'failed' });
    expect(rig.inbox.received.length).toBeGreaterThan(0);
    await rig.settle();
    const found = rig.findings();
    const own = [
      ['APP_SECRET', /shared\/\.env$/],
      // The application is given it, and the shell that starts it.
      ['APP_SECRET', /^environment of process/],
      // Lines of the team's own on the runner see what the step was given, but for what opens the servers.
      ['API_TOKEN', /^environment of process/],
      ['DEPLOY_WEBHOOK', /^environment of process/],
      // What this test wrote for the application to say, and where that says it.
      ['API_TOKEN', /shared\/sent$/],
      ['API_TOKEN', /\.lockgate\/log\/shop\.log$/],
    ] as const;
    const belongs = ({ secret, where }: Finding, [name, place]: (typeof own)[number]): boolean => name === secret && place.test(where);
    // A search that does not see what is there proves nothing.
    for (const one of own) expect([one, found.some((finding) => belongs(finding, one))]).toEqual([one, true]);
    expect(found.filter((finding) => !own.some((one) => belongs(finding, one)))).toEqual([]);
  }, 240_000);
});
