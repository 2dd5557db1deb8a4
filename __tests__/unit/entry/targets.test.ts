import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { HostSettings } from '../../../src/config/settings';
import { findWorkspace, readConfiguration } from '../../../src/entry/checkout';
import { resolveTargets } from '../../../src/entry/targets';
import { Failure, Failures } from '../../../src/model/failure';
import { Secret } from '../../../src/model/secret';

const PIN = (host: string) => `${host} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq0m0SqtJAJq0m0SqtJAJq0m0SqtJAJq0m0SqtJA`;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lockgate-targets-'));
  mkdirSync(join(root, '.github'));
  writeFileSync(join(root, '.github/known_hosts'), PIN('web.example'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const host = (alias: string, more: Partial<HostSettings> = {}): HostSettings => ({ alias, address: `${alias}.example`, port: 22, user: 'deploy', roles: [], key: 'DEPLOY_KEY', knownHosts: '.github/known_hosts', ...more });

function resolve(hosts: HostSettings[], variables: Record<string, string> = { DEPLOY_KEY: 'k' }, bastions: HostSettings[] = [], asPlanUser = false) {
  const asked: string[] = [];
  const targets = resolveTargets({ hosts, bastions }, {
    workspace: root,
    variables,
    asPlanUser,
    secret: (name) => {
      asked.push(name);
      const value = variables[name] ?? '';
      return value === '' ? undefined : new Secret(name, value);
    },
  });
  return { targets, asked };
}

function codes(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof Failures) return error.all.map((one) => one.code);
    if (error instanceof Failure) return [error.code];
    throw error;
  }
  return [];
}

describe('targets', () => {
  test('a key by its name, the pins of the file', () => {
    const { targets } = resolve([host('web')]);
    expect(targets.get('web')).toMatchObject({ alias: 'web', address: 'web.example', port: 22, user: 'deploy', knownHosts: PIN('web.example'), knownHostsSource: '.github/known_hosts' });
    expect(targets.get('web')?.key?.reveal()).toBe('k');
    expect(targets.get('web')).not.toHaveProperty('agent');
  });

  test('the variable comes before the file, for the hosts that it names', () => {
    const { targets } = resolve([host('web'), host('db')], { DEPLOY_KEY: 'k', LOCKGATE_KNOWN_HOSTS: PIN('db.example') });
    expect(targets.get('db')).toMatchObject({ knownHosts: PIN('db.example'), knownHostsSource: 'LOCKGATE_KNOWN_HOSTS' });
    expect(targets.get('web')).toMatchObject({ knownHostsSource: '.github/known_hosts' });
  });

  test('a plan logs in as the user who may only read, through the bastion too; everything else does not', () => {
    const given = (asPlanUser: boolean): readonly (string | undefined)[] => {
      const web = resolve([host('web', { planUser: 'plan', via: 'gate' })], undefined, [host('gate', { planUser: 'jump' })], asPlanUser).targets.get('web');
      return [web?.user, web?.via?.user];
    };
    expect(given(true)).toEqual(['plan', 'jump']);
    expect(given(false)).toEqual(['deploy', 'deploy']);
    expect(resolve([host('web')], undefined, [], true).targets.get('web')?.user).toBe('deploy');
  });

  test('an agent stands in where no key is named', () => {
    const { key: _, ...keyless } = host('web');
    const { targets, asked } = resolve([keyless], { SSH_AUTH_SOCK: '/run/agent' });
    expect(targets.get('web')).toMatchObject({ agent: '/run/agent' });
    expect(asked).toEqual([]);
  });

  test('through a bastion, which has a key of its own', () => {
    const { targets } = resolve([host('web', { via: 'gate' })], { DEPLOY_KEY: 'k', GATE_KEY: 'g' }, [host('gate', { key: 'GATE_KEY' })]);
    expect(targets.get('web')?.via?.alias).toBe('gate');
    expect(targets.get('web')?.via?.key?.reveal()).toBe('g');
  });

  test('all that is missing at once, each thing once', () => {
    expect(codes(() => resolve([host('a', { knownHosts: 'nowhere' }), host('b'), host('c', { passphrase: 'WORD', via: 'd' })], {}))).toEqual(['LG-SECRET-MISSING', 'LG-SSH-KNOWN-HOSTS', 'LG-SECRET-MISSING', 'LG-SSH-VIA']);
  });

  test('going in circles', () => {
    expect(codes(() => resolve([host('a', { via: 'b' }), host('b', { via: 'a' })]))).toEqual(['LG-SSH-VIA']);
    expect(codes(() => resolve([host('a', { via: 'a' })]))).toEqual(['LG-SSH-VIA']);
  });
});

describe('the checkout', () => {
  test('a folder of the workspace', () => {
    expect(findWorkspace(root, '.')).toBe(root);
    expect(findWorkspace(root, '.github')).toBe(join(root, '.github'));
  });

  test.each(['..', '../x', '/etc', 'nowhere', '.github/known_hosts', 'link'])('%s is none', (folder) => {
    symlinkSync('/etc', join(root, 'link'));
    expect(codes(() => findWorkspace(root, folder))).toEqual(['LG-INPUT-VALUE']);
  });

  test('the file below the working directory, else from the root of the checkout', () => {
    writeFileSync(join(root, '.github/lockgate.yml'), 'root');
    mkdirSync(join(root, 'shop/.github'), { recursive: true });
    const shop = join(root, 'shop');
    expect(readConfiguration(root, shop, '.github/lockgate.yml')).toEqual({ name: '.github/lockgate.yml', text: 'root' });
    writeFileSync(join(shop, '.github/lockgate.yml'), 'shop');
    expect(readConfiguration(root, shop, '.github/lockgate.yml')).toEqual({ name: 'shop/.github/lockgate.yml', text: 'shop' });
    expect(codes(() => readConfiguration(root, shop, 'other.yml'))).toEqual(['LG-CONFIG-FILE']);
    expect(codes(() => readConfiguration(root, root, '.github'))).toEqual(['LG-CONFIG-FILE']);
  });
});
