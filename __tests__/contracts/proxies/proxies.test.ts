import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';

import { mutating, reading } from '../../../src/model/command';
import { plugin as nginx } from '../../../src/proxies/nginx/index';
import { layoutOf } from '../../../src/model/layout';
import type { Proxy } from '../../../src/proxies/proxy';
import { proxies } from '../../../src/proxies/registry.generated';
import { PROMISES } from './promises';
import type { Promised, Subject } from './promises';
import { ProxyRig } from './rig';

const settings = (rig: ProxyRig): unknown => ({ upstream: 'shop', port: rig.answers, user: userInfo().username, test: rig.nginx.test, reload: rig.nginx.reload });

/** How each plugin is brought onto the rig. A plugin without an entry here has no place in the registry. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  nginx: {
    open: (rig, instances) => nginx.open(nginx.schema.parse(settings(rig)), rig.site, instances),
    adopt: async (rig, proxy) => {
      const told = await rig.refused(proxy.prepare());
      const lines = /http \{ (include [^}]*;) \}\n *server \{ (include [^}]*;) \}\n *location \{ (.*;) \}/.exec(told);
      if (lines === null) throw new Error(`the lines for the site are not told: ${told}`);
      rig.nginx.site(lines[1] ?? '', lines[2] ?? '', lines[3] ?? '');
      const before = rig.workers();
      rig.nginx.reloadNow();
      for (let tries = 0; tries < 400 && rig.workers().some((worker) => before.includes(worker)); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
    },
    spoil: (rig) => {
      appendFileSync(rig.nginx.conf, 'nonsense on;\n');
      return /unknown directive "nonsense"/;
    },
    clash: (rig) => {
      // A site that passes to a group which the next file does not have.
      const group = `http://lockgate_shop-${String(rig.instances[2]?.port ?? 0)}`;
      const conf = readFileSync(rig.nginx.conf, 'utf8');
      writeFileSync(rig.nginx.conf, conf.replace(/include [^;]*upstream\.conf;/, (include) => `${include} server { listen 127.0.0.1:${String(rig.nginx.port)}; server_name other; location / { proxy_pass ${group}; } }`));
      return /host not found in upstream "lockgate_shop/;
    },
  },
};

async function hold({ holds }: Promised, subject: Subject, sh?: string): Promise<void> {
  const rig = await ProxyRig.start(sh);
  try {
    await holds(rig, subject);
  } finally {
    await rig.close();
  }
}

test('every proxy is held to the contract', () => {
  expect(Object.keys(SUBJECTS)).toEqual(Object.keys(proxies));
});

describe.each(Object.entries(SUBJECTS))('%s', (_kind, subject) => {
  test.each(PROMISES.map((promised) => [promised.name, promised] as const))('%s', async (_name, promised) => {
    await hold(promised, subject);
  });
});

describe.each(['busybox sh'])('nginx, where sh is %s', (sh) => {
  test.each(PROMISES.filter(({ name }) => !/^3[.]|lose no/.test(name)).map((promised) => [promised.name, promised] as const))('%s', async (_name, promised) => {
    await hold(promised, SUBJECTS['nginx'] as Subject, sh);
  });
});

/** The right proxy with one thing wrong. */
const sound = SUBJECTS['nginx'] as Subject;
const but = (wrong: (proxy: Proxy, rig: ProxyRig) => Proxy): Subject => ({ ...sound, open: (rig, instances) => wrong(sound.open(rig, instances), rig) });
const BROKEN: readonly { readonly wrong: string; readonly breaks: number; readonly says: RegExp; readonly subject: Subject }[] = [
  { wrong: 'gives everybody traffic when it is prepared', breaks: 0, says: /did something|answer, and not/, subject: but((proxy) => ({ ...proxy, prepare: () => [...proxy.prepare(), ...proxy.route(['1', '2', '3'])] })) },
  { wrong: 'leaves those in that had traffic', breaks: 1, says: /answer, and not/, subject: but((proxy, rig) => ({ ...proxy, route: (to) => [mutating('route', 'sh', ['-c', `rm -f ${to.map((name) => `'${rig.site.layout.root}/proxy/shop.out-${String(rig.instances[Number(name) - 1]?.port ?? 0)}'`).join(' ')}`])] })) },
  { wrong: 'reloads', breaks: 2, says: /requests were lost/, subject: but((proxy, rig) => ({ ...proxy, route: (to) => [...proxy.route(to), mutating('reload', 'sh', ['-c', rig.nginx.reload])] })) },
  { wrong: 'writes before it looks', breaks: 3, says: /something was changed|it says/, subject: but((proxy, rig) => ({ ...proxy, prepare: () => [mutating('write', 'sh', ['-c', `echo >>'${rig.site.layout.root}/proxy/upstream.conf'`]), ...proxy.prepare()] })) },
  { wrong: 'does not ask whether it is accepted', breaks: 4, says: /it was reloaded|it says/, subject: { ...sound, open: (rig, instances) => nginx.open(nginx.schema.parse({ ...(settings(rig) as object), test: 'true', reload: `kill -HUP ${readFileSync(`${rig.nginx.folder}/pid`, 'utf8').trim()}` }), rig.site, instances) } },
  { wrong: 'writes while it looks', breaks: 5, says: /asking changed something/, subject: but((proxy, rig) => ({ ...proxy, routed: () => ({ commands: [...proxy.routed().commands, reading('look', 'touch', [`${rig.site.layout.root}/proxy/asked`])], read: (results) => proxy.routed().read(results.slice(0, 1)) }) })) },
  { wrong: 'tells visitors of maintenance without the page', breaks: 6, says: /another page/, subject: but((proxy) => ({ ...proxy, close: () => proxy.close('Closed.') })) },
  { wrong: 'opens when it is told who gets traffic', breaks: 6, says: /answer, and not|answered with 200/, subject: but((proxy) => ({ ...proxy, route: (to) => [...proxy.open(), ...proxy.route(to)] })) },
  { wrong: 'reloads to show the page', breaks: 7, says: /requests were lost/, subject: but((proxy, rig) => ({ ...proxy, close: (page) => [...proxy.close(page), mutating('reload', 'sh', ['-c', rig.nginx.reload])], open: () => [...proxy.open(), mutating('reload', 'sh', ['-c', rig.nginx.reload])] })) },
  { wrong: 'admits everybody', breaks: 9, says: /answer, and not/, subject: but((proxy, rig) => ({ ...proxy, admit: () => `rm -f '${rig.site.layout.root}'/proxy/shop.out-*` })) },
  { wrong: 'admits nobody', breaks: 9, says: /answer, and not/, subject: but((proxy) => ({ ...proxy, admit: () => ':' })) },
  { wrong: 'calls everything valid', breaks: 8, says: /it says/, subject: but((proxy) => ({ ...proxy, validate: () => ({ commands: proxy.validate().commands, read: (results) => ({ ...proxy.validate().read(results), valid: true }) }) })) },
];

test.each(BROKEN.map((broken) => [broken.wrong, broken] as const))('the suite catches a proxy that %s', async (_wrong, { breaks, says, subject }) => {
  await expect(hold(PROMISES[breaks] as Promised, subject)).rejects.toThrow(says);
});

test('every promise has a proxy that breaks it', () => {
  expect([...new Set(BROKEN.map(({ breaks }) => breaks))].sort()).toEqual(PROMISES.map((_, index) => index));
});

test('a request that was on its way to the page when maintenance was left still gets it', async () => {
  const rig = await ProxyRig.start();
  try {
    const proxy = sound.open(rig, rig.instances);
    await sound.adopt(rig, proxy);
    for (const commands of [proxy.prepare(), proxy.close('<p>Soon.</p>'), proxy.open()]) await rig.must(commands);
    const answer = await fetch(`http://127.0.0.1:${String(rig.answers)}/companies`, { headers: { connection: 'close' } });
    expect([answer.status, await answer.text(), answer.headers.get('retry-after')]).toEqual([503, '<p>Soon.</p>', '60']);
  } finally {
    await rig.close();
  }
});

test('the instances are as many as nginx is given groups for', () => {
  const many = Array.from({ length: 7 }, (_, index) => ({ name: String(index), port: 8000 + index }));
  const site = { app: 'shop', environment: 'test', layout: { root: '/srv', releases: '', current: '', shared: '', state: '' }, workspace: '', url: '' };
  expect(() => nginx.open(nginx.schema.parse({ upstream: 'shop' }), site, many)).toThrow(/6 are the most/);
  expect(() => nginx.open(nginx.schema.parse({ upstream: 'shop' }), site, [])).toThrow(/nothing to pass to/);
});

test('an instance that there is not gets no traffic by mistake of a name', () => {
  const proxy = nginx.open(nginx.schema.parse({ upstream: 'shop' }), { app: 'shop', environment: 'test', layout: layoutOf('/srv/shop'), workspace: '', url: '' }, [{ name: '1', port: 8001 }]);
  expect(() => proxy.route(['shop@1'])).toThrow('no instance is called shop@1');
});
