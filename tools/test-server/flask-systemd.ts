import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { provideBaseImage, provideDerivedImage } from './image';
import { reachingEnv, trustAsHere } from './registry';
import { TestServer, type TestServerOptions } from './server';
import { readSetupBlocks } from './setup-page';

export const EXAMPLE = join(__dirname, '../../examples/flask-systemd');

/** Where the packages lie that a release of the example installs; pip looks there and nowhere else, so that tests need no network. */
const WHEELS = '/opt/wheels';

const FETCH = `
python3 -m venv /root/fetch
/root/fetch/bin/pip download --quiet --disable-pip-version-check --dest ${WHEELS} --requirement /root/requirements.txt
rm -rf /root/fetch /root/requirements.txt
printf '[global]\\nno-index = true\\nfind-links = ${WHEELS}\\ndisable-pip-version-check = true\\n' >/etc/pip.conf
`;

/** What must not be the same on two servers, and what is of no use to either. */
const FINISH = `
rm -f /etc/ssh/ssh_host_*
: >/etc/machine-id
apt-get clean
rm -rf /var/lib/apt/lists/* /var/log/journal/*
`;

async function prepare(image: string): Promise<string> {
  const server = await TestServer.start({ alias: 'setup', image });
  try {
    const reaching = Object.entries(await reachingEnv());
    const env = reaching.map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`).join('');
    await trustAsHere(server);
    await server.copy(join(EXAMPLE, 'deploy'), '/root/deploy');
    await server.must('chown -R root:root /root/deploy');
    for (const { script } of readSetupBlocks()) await server.must(`${env}${script}`);
    await server.copy(join(EXAMPLE, 'requirements.txt'), '/root/requirements.txt');
    await server.must(`${env}${FETCH}`);
    await server.must(FINISH);
    await server.stop();
    return server.id;
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** A server that `docs/server-setup.md` has made ready for the first deploy of `examples/flask-systemd`. */
export async function provideFlaskSystemdImage(): Promise<string> {
  const deploy = join(EXAMPLE, 'deploy');
  const files = readdirSync(deploy).sort().flatMap((name) => [name, readFileSync(join(deploy, name))]);
  const scripts = readSetupBlocks().map(({ script }) => script);
  const ingredients = [...scripts, ...files, readFileSync(join(EXAMPLE, 'requirements.txt')), FETCH, FINISH];
  return provideDerivedImage(await provideBaseImage(), 'lockgate-test-flask-systemd', ingredients, prepare);
}

export async function startFlaskSystemd(options: Omit<TestServerOptions, 'image'> = {}): Promise<TestServer> {
  return TestServer.start({ ...options, image: await provideFlaskSystemdImage() });
}
