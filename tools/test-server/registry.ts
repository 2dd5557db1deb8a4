import { existsSync } from 'node:fs';

import { runProgram } from './docker';
import type { TestServer } from './server';

/** The settings of pip that say how its registry is reached from here. */
const REACHING = /^(?:global|install|download|:env:)\.(index-url|extra-index-url|trusted-host|proxy|default-timeout|timeout|retries)='(.*)'$/;
const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** How programs on a test server reach registries: as this machine does. Nothing of it is written to a file. */
export async function reachingEnv(): Promise<Record<string, string>> {
  const pip = await runProgram('python3', ['-m', 'pip', 'config', 'list']).catch(() => ({ code: 1, stdout: '', stderr: '' }));
  const settings = pip.stdout.split('\n').flatMap((line): [string, string][] => {
    const [, key, value] = REACHING.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[`PIP_${key.toUpperCase().replaceAll('-', '_')}`, value]];
  });
  const proxies = PROXIES.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries([...settings, ...proxies]);
}

/** Lets the server trust whom this machine trusts, at the same path. */
export async function trustAsHere(server: TestServer): Promise<void> {
  const own = [process.env['PIP_CERT'], process.env['SSL_CERT_FILE'], BUNDLE].find((file) => file !== undefined && existsSync(file));
  if (own !== undefined) await server.copy(own, BUNDLE);
}
