import { NO_HOOKS } from '../../../src/config/hooks';
import { ONE_BY_ONE } from '../../../src/model/rollout';
import { reaches, requirePredecessors } from '../../../src/actions/predecessors';
import type { Settings } from '../../../src/config/settings';
import { Failures } from '../../../src/model/failure';
import type { ChangeRecord } from '../../../src/model/journal';
import type { Manifest, VerificationLevel } from '../../../src/model/manifest';

const gate = { kind: 'disk', settings: {}, name: 'disk', persistence: { attempts: 1, everyMs: 0, timeoutMs: 1, successes: 1 }, onFail: 'rollback', onInconclusive: 'hold', roles: [] } as const;

function settings(): Settings {
  return {
    app: 'a',
    environment: 'staging',
    url: '',
    hosts: [],
    bastions: [],
    release: { kind: 'directory', settings: {}, path: '/srv/a', keep: 3 },
    strategy: { kind: 'recreate', settings: {}, rollout: ONE_BY_ONE },
    backup: { to: '/b', verify: 'restored', minimumBytes: 0, copies: [], keep: { last: 1, daily: 0, weekly: 0, monthly: 0, days: 0 }, deadlineMs: 1 },
    gates: { preflight: [gate], 'backed-up': [], migrated: [], instance: [], released: [], watch: [], 'follow-up': [] },
    watch: { forMs: 0, everyMs: 0 },
    maintenance: { stop: [], drainMs: 30_000 },
  hooks: NO_HOOKS,
  rollback: { lossAllowedRows: 0 },
    notify: [],
    digest: '',
  };
}

const manifest = (verified: VerificationLevel): Manifest => ({ v: 1, id: 'b', at: '', engine: 'sqlite', engineVersion: '3', change: 'c', file: '/b/b', bytes: 1, databaseBytes: 1, sha256: '', schema: '', tables: {}, verified, copies: [], durationMs: 1 });

function changeWith(facts: Record<string, unknown>): ChangeRecord {
  return { id: 'c', opened: { v: 1, at: '', change: 'c', token: 1, action: 'preflight', kind: 'opened', owner: 'o', attempt: 1, version: 'v', commit: 'c', previous: '' }, steps: [], facts: new Map(Object.entries(facts)) };
}

function codes(run: () => void): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof Failures) return error.all.map((failure) => failure.code);
    throw error;
  }
}

const covered = { commit: 'c', configuration: '' };
const ready = { preflight: { ready: true } };
const backedUp = { ...ready, backup: { id: 'b' } };

describe('what the record on the host must hold before an action goes on', () => {
  it('lets migrate go on after a ready preflight and a backup verified as asked', () => {
    expect(codes(() => { requirePredecessors('migrate', settings(), 'all', { covered, change: changeWith(backedUp), manifests: [manifest('restored')], pending: ['1'] }); })).toEqual([]);
  });

  it('names everything that is missing at once', () => {
    expect(codes(() => { requirePredecessors('migrate', settings(), 'all', { covered, change: undefined, manifests: [], pending: ['1'] }); })).toEqual(['LG-PREDECESSOR-PREFLIGHT', 'LG-PREDECESSOR-BACKUP']);
  });

  it('does not take a backup of a lower level, or one whose manifest is gone', () => {
    expect(codes(() => { requirePredecessors('migrate', settings(), 'all', { covered, change: changeWith(backedUp), manifests: [manifest('readable')], pending: ['1'] }); })).toEqual(['LG-PREDECESSOR-BACKUP']);
    expect(codes(() => { requirePredecessors('migrate', settings(), 'all', { covered, change: changeWith(backedUp), manifests: [], pending: ['1'] }); })).toEqual(['LG-PREDECESSOR-BACKUP']);
  });

  it('asks for no backup where nothing is pending, where there was no database, or where none is configured', () => {
    const { backup: _backup, ...without } = settings();
    expect(codes(() => { requirePredecessors('migrate', settings(), 'all', { covered, change: changeWith(ready), manifests: [], pending: [] }); })).toEqual([]);
    expect(codes(() => { requirePredecessors('migrate', settings(), 'all', { covered, change: changeWith({ ...ready, backup: { nothing: true } }), manifests: [], pending: ['1'] }); })).toEqual([]);
    expect(codes(() => { requirePredecessors('migrate', without, 'all', { covered, change: changeWith(ready), manifests: [], pending: ['1'] }); })).toEqual([]);
  });

  it('does not switch to a release whose migrations are not applied, unless the scope leaves the database alone', () => {
    const record = { covered, change: changeWith(ready), manifests: [], pending: ['1'] };
    expect(codes(() => { requirePredecessors('rolling-deploy', settings(), 'all', record); })).toEqual(['LG-PREDECESSOR-MIGRATE']);
    expect(codes(() => { requirePredecessors('rolling-deploy', settings(), 'application', record); })).toEqual([]);
  });

  it('goes on without an approval that the configuration demands in no case', () => {
    const strict = { ...settings(), approval: 'required' } as const;
    const go = (facts: Record<string, unknown>): string[] => codes(() => { requirePredecessors('rolling-deploy', strict, 'all', { covered, change: changeWith({ ...ready, ...facts }), manifests: [], pending: [] }); });
    expect(go({})).toEqual(['LG-PREDECESSOR-PREFLIGHT']);
    expect(go({ approval: { by: ['ada'], how: 'review', digest: 'd', ...covered } })).toEqual([]);
    expect(go({ approval: { by: ['ada'], how: 'review', digest: 'd', ...covered, commit: 'another' } })).toEqual(['LG-PREDECESSOR-PREFLIGHT']);
    expect(go({ approval: { by: ['ada'], how: 'review', digest: 'd', ...covered, configuration: 'another' } })).toEqual(['LG-PREDECESSOR-PREFLIGHT']);
    expect(go({ approval: { by: ['ada'] } })).toEqual(['LG-PREDECESSOR-PREFLIGHT']);
  });

  it('ranks levels of verification', () => {
    expect(reaches('restored', 'readable')).toBe(true);
    expect(reaches('readable', 'readable')).toBe(true);
    expect(reaches('checksum', 'readable')).toBe(false);
  });
});
