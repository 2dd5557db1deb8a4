import { digestSections } from '../../../src/config/digest';
import { add, change, complaints, load, placeOf, SMALL, told } from './load';

const RELEASED = 'gates:\n  released:\n';

describe('environments', () => {
  test('maps merge and lists replace', () => {
    const text = change('  path: /srv/shop', '  path: /srv/shop\n  exclude: [a, b]\n  keep: 3');
    const merged = load(change('hosts: { web: 192.0.2.2 } }', 'hosts: { web: 192.0.2.2 }, release: { exclude: [c], keep: 7 } }', text));
    expect(merged.release).toEqual({ kind: 'directory', path: '/srv/shop', keep: 7, settings: { exclude: ['c'], shared: [], build: [] } });
    expect(load(text, { environment: 'staging' }).release).toMatchObject({ keep: 3, settings: { exclude: ['a', 'b'] } });
  });

  test('a gate of an environment replaces the common one, moment by moment', () => {
    const text = change('environments:', `${RELEASED}    - http: { path: /a }\n  preflight:\n    - service: active\nenvironments:`);
    const settings = load(change('hosts: { web: 192.0.2.2 } }', 'hosts: { web: 192.0.2.2 }, gates: { released: [ { tcp: { port: 80 } } ] } }', text));
    expect(settings.gates.released.map((check) => check.kind)).toEqual(['tcp']);
    expect(settings.gates.preflight.map((check) => check.kind)).toEqual(['service']);
  });

  test('what an environment says wrongly is told at its own line, with the path of the section', () => {
    const text = change('hosts: { web: 192.0.2.2 } }', 'hosts: { web: 192.0.2.2 }, release: { keep: many } }');
    expect(told(text)).toEqual([`TYPE ${placeOf('many', text)} release.keep: "many" is not a number -> write a number`]);
  });

  test('what is common and wrong is told once, whatever the number of environments', () => {
    expect(told(change('unit: shop', 'unti: shop'))).toEqual([
      'MISSING-KEY 7:1 runtime: the key "unit" is missing -> add unit: … (The unit)',
      'UNKNOWN-KEY 7:27 runtime: unknown key "unti" -> did you mean "unit"?',
    ]);
  });

  test('what is wrong in an environment that was not chosen is told too, but not its missing variables', () => {
    const text = change('192.0.2.1 }', '"${STAGING_HOST}" }, release: { keap: 5 }');
    expect(complaints(text).map(({ problem }) => problem)).toEqual([`${placeOf('keap', text)} release: unknown key "keap"`]);
    expect(told(change('192.0.2.1', '"${STAGING_HOST}"'))).toEqual([]);
  });

  test('an environment may have nothing of its own', () => {
    const text = change(/ {2}staging:.*\n/.exec(SMALL)?.[0] ?? '?', '  staging:\n').replace('runtime:', 'hosts: { web: 192.0.2.9 }\nruntime:');
    expect(load(text, { environment: 'staging' }).hosts[0]?.address).toBe('192.0.2.9');
  });

  test('the inputs of an action lie over the file', () => {
    const settings = load(SMALL, { overrides: { url: 'https://other.example.org/', release: { keep: 9 } } });
    expect(settings).toMatchObject({ url: 'https://other.example.org', release: { keep: 9, path: '/srv/shop' } });
    expect(told([SMALL, { overrides: { release: { keep: 'many' } } }])).toEqual(['TYPE the inputs: release.keep: "many" is not a number -> write a number']);
  });
});

describe('anchors', () => {
  const text = add(`${RELEASED}    - http: &health { path: /health, attempts: 9 }\n    - http: *health\n    - http: { <<: *health, attempts: 2 }\n    - http: { path: *missing }\n`);

  test('an alias is the value of its anchor, and << merges it', () => {
    const settings = load(change('    - http: { path: *missing }\n', '', text));
    expect(settings.gates.released.map((check) => [check.settings, check.persistence.attempts])).toEqual([
      [{ path: '/health' }, 9],
      [{ path: '/health' }, 9],
      [{ path: '/health' }, 2],
    ]);
  });

  test('what is wrong in an anchored value is told once, where it is written', () => {
    expect(told(change('attempts: 9', 'attempts: 0', change('    - http: { path: *missing }\n', '', text)))).toEqual(['VALUE 13:48 gates.released[0].http.attempts: "0" is too small -> write at least 1']);
  });

  test('an alias without an anchor is told, and nothing else about its value', () => {
    expect(complaints(text).map(({ code, problem }) => `${code} ${problem}`)).toEqual(['YAML 16:21 there is no anchor &missing above this line']);
  });

  test('aliases that unfold without end are refused', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 8 }, (_, n) => `a${String(n + 1)}: &a${String(n + 1)} [${Array<string>(10).fill(`*a${String(n)}`).join(', ')}]`)].join('\n');
    expect(complaints(add(`${bomb}\n`)).some(({ problem }) => problem.includes('50 000 values'))).toBe(true);
  });
});

describe('variables', () => {
  const at = (address: string): string => change('192.0.2.2', JSON.stringify(address));

  test('are filled in from the environment of the step', () => {
    expect(load(at('${HOST}'), { variables: { HOST: 'db.example.org' } }).hosts[0]?.address).toBe('db.example.org');
    expect(load(at('${A}.${B:-example.org}'), { variables: { A: 'x' } }).hosts[0]?.address).toBe('x.example.org');
  });

  test('an empty one is a missing one, as GitHub hands over what is not set', () => {
    expect(told([at('${HOST}'), { variables: { HOST: '' } }])[0]).toMatch(/^MISSING-VARIABLE 10:60 hosts\.web: the variable HOST is empty -> set it in the step/);
    expect(load(at('${HOST:-fallback}'), { variables: { HOST: '' } }).hosts[0]?.address).toBe('fallback');
  });

  test('each of several in one value is told at its own column', () => {
    expect(complaints(at('${ONE}.${TWO}')).map(({ problem }) => problem)).toEqual(['10:60 hosts.web: the variable ONE is not set', '10:67 hosts.web: the variable TWO is not set']);
  });

  test('are numbers and truths where only those fit', () => {
    const text = change('{ kind: systemd, unit: shop }', '{ kind: command, start: "./run ${PORT}", port: "${PORT}", debug: "${DEBUG:-true}", env: { PORT: "${PORT}" } }');
    expect(load(text, { variables: { PORT: '8080' } }).runtime?.settings).toEqual({ start: './run 8080', port: 8080, debug: true, env: { PORT: '8080' } });
  });

  test('are not filled in where the shell has its own', () => {
    const text = change('  path:', "  build: ['echo $HOME $1 $$ $(id) $${HOME} ${X:-y}']\n  path:");
    expect(load(text).release.settings).toMatchObject({ build: ['echo $HOME $1 $$ $(id) ${HOME} y'] });
  });

  test('are never filled in in keys', () => {
    const text = change('{ kind: systemd, unit: shop }', '{ kind: command, start: x, env: { "${KEY}": "${VALUE}" } }');
    expect(load(text, { variables: { KEY: 'wrong', VALUE: 'right' } }).runtime?.settings).toMatchObject({ env: { '${KEY}': 'right' } });
  });

  test('may choose a kind', () => {
    expect(load(change('kind: systemd', 'kind: "${KIND}"'), { variables: { KIND: 'systemd' } }).runtime?.kind).toBe('systemd');
    expect(told([change('kind: systemd', 'kind: "${KIND}"'), { variables: { KIND: 'hidden-value' } }]).join()).not.toContain('hidden-value');
  });

  test('what they bring is not read as YAML, and not filled in again', () => {
    expect(load(change('unit: shop', 'unit: "${UNIT}"'), { variables: { UNIT: '${HOME} "}: [\n# *x' } }).runtime?.settings).toEqual({ unit: '${HOME} "}: [\n# *x' });
  });
});

describe('hosts', () => {
  test('take what ssh says, unless they say it themselves, in alias order', () => {
    const settings = load(change('hosts: { web: 192.0.2.2 }', 'hosts: { web-2: { at: b.example.org, roles: web, user: root, port: 2222, key: OTHER_KEY }, web-1: 2001:db8::7 }'));
    expect(settings.hosts).toEqual([
      { alias: 'web-1', address: '2001:db8::7', roles: [], user: 'deploy', port: 22, key: 'DEPLOY_KEY' },
      { alias: 'web-2', address: 'b.example.org', roles: ['web'], user: 'root', port: 2222, key: 'OTHER_KEY' },
    ]);
  });

  test('a bastion is gone through and nothing else', () => {
    const settings = load(change('hosts: { web: 192.0.2.2 }', 'ssh: { via: gate }, hosts: { web: 192.0.2.2, gate: { at: gate.example.org, roles: [bastion] } }'));
    expect(settings.hosts.map(({ alias, via }) => [alias, via])).toEqual([['web', 'gate']]);
    expect(settings.bastions.map(({ alias, via }) => [alias, via])).toEqual([['gate', undefined]]);
  });

  test('bastions alone are no hosts', () => {
    expect(complaints(change('web: 192.0.2.2', 'gate: { at: 192.0.2.2, roles: [bastion] }')).map(({ code }) => code)).toEqual(['NO-HOST']);
  });

  test.each(['ssh', 'hosts'])('an unknown way of %s is told where it is written', (where) => {
    const text = where === 'ssh' ? change('user: deploy', 'user: deploy, via: gone') : change('web: 192.0.2.2', 'web: { at: 192.0.2.2, via: gone }');
    const path = where === 'ssh' ? 'ssh.via' : 'hosts.web.via';
    expect(complaints(text).map(({ problem }) => problem)).toEqual([`${placeOf('gone', text)} ${path}: there is no host "gone" to go through`]);
  });
});

describe('gates', () => {
  test('common keys stand inside the settings or beside the kind', () => {
    const [inside, beside] = load(add(`${RELEASED}    - http: { path: /, name: home, timeout: 3s, attempts: 7, every: 1s, successes: 2, on-fail: warn, on-inconclusive: rollback }\n    - service: active\n      attempts: 4\n      on-fail: hold\n`)).gates.released;
    expect(inside).toEqual({ kind: 'http', settings: { path: '/' }, name: 'home', persistence: { attempts: 7, everyMs: 1000, timeoutMs: 3000, successes: 2 }, onFail: 'warn', onInconclusive: 'rollback', onSlow: 'warn', roles: [] });
    expect(beside).toMatchObject({ settings: 'active', persistence: { attempts: 4 }, onFail: 'hold' });
  });

  test('a check of another environment is dropped, its missing variables too', () => {
    const text = add(`${RELEASED}    - http: { path: "\${ONLY_STAGING}", only: staging }\n    - http: { path: / }\n      only: [staging, production]\n`);
    expect(load(text).gates.released).toHaveLength(1);
    expect(load(text, { environment: 'staging', variables: { ONLY_STAGING: '/x' } }).gates.released).toHaveLength(2);
    expect(complaints(text, { environment: 'staging' }).map(({ problem }) => problem)).toEqual(['13:22 gates.released[0].http.path: the variable ONLY_STAGING is not set']);
  });

  test('watch asks what released asks, unless it says otherwise', () => {
    const text = add(`${RELEASED}    - http: { path: / }\n  watch: { for: 1m }\n`);
    expect(load(text)).toMatchObject({ watch: { forMs: 60_000, everyMs: 10_000 }, gates: { watch: [{ kind: 'http' }] } });
    expect(load(change('for: 1m', 'for: 1m, checks: []', text)).gates.watch).toEqual([]);
    expect(load(SMALL)).toMatchObject({ watch: { forMs: 0 }, gates: { watch: [] } });
  });

  test('a port of the runtime, or an address of its own, is enough for a check to ask', () => {
    const silent = change('url: "https://example.org", ', '', change('url: "https://staging.example.org", ', ''));
    const text = `${silent}${RELEASED}    - http: { path: / }\n`;
    expect(complaints(text).map(({ code }) => code)).toEqual(['REFERENCE']);
    expect(complaints(change('unit: shop', 'unit: shop, port: 8000', text))).toEqual([]);
    expect(complaints(change('path: / }', 'url: "https://status.example.org" }', text))).toEqual([]);
  });
});

describe('an approval', () => {
  const demanded = (value: string): string => change('hosts: { web: 192.0.2.2 } }', `hosts: { web: 192.0.2.2 }, approval: ${value} }`);

  test('is demanded where the environment says so, and nowhere else', () => {
    expect(load(demanded('required')).approval).toBe('required');
    expect(load(demanded('required'), { environment: 'staging' }).approval).toBeUndefined();
    expect(load(demanded('none')).approval).toBeUndefined();
    expect(told(demanded('yes'))).toEqual([expect.stringContaining('approval')]);
  });

  test('lapses with any section, which is named', () => {
    const changed = (text: string): string[] => digestSections(load(text)).filter(([, digest], index) => digest !== digestSections(load(SMALL))[index]?.[1]).map(([section]) => section);
    expect(changed(SMALL)).toEqual([]);
    expect(changed(demanded('required'))).toEqual(['approval']);
    expect(changed(change('environments:', `${RELEASED}    - http: { path: /a }\nenvironments:`))).toEqual(['gates']);
    expect(changed(change('user: deploy, key: DEPLOY_KEY', 'user: plan, key: PLAN_KEY'))).toEqual([]);
  });
});

describe('the digest', () => {
  const digest = (text: string): string => load(text).digest;

  test('is the same for the same settings however they are written', () => {
    expect(digest(change('{ kind: systemd, unit: shop }', '{ unit: "shop",  kind: systemd } # the same'))).toBe(digest(SMALL));
  });

  test.each([
    ['another path', change('/srv/shop', '/srv/shop2')],
    ['another address', change('192.0.2.2', '192.0.2.3')],
    ['another check', add(`${RELEASED}    - service: active\n`)],
    ['another number of releases kept', change('  path: /srv/shop', '  path: /srv/shop\n  keep: 4')],
  ])('is another one for %s', (_, text) => {
    expect(digest(text)).not.toBe(digest(SMALL));
  });

  test('does not cover who connects: the plan does so with a user of its own', () => {
    expect(digest(change('user: deploy, key: DEPLOY_KEY', 'user: plan, key: PLAN_KEY'))).toBe(digest(SMALL));
  });
});
