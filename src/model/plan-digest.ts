import { createHash } from 'node:crypto';

/** What an approval covers: everything that decides what a deploy does, and no measurement. */
export interface PlanFacts {
  readonly commit: string;
  /** What a run touches: what was approved for one scope is not approved for another. */
  readonly scope: string;
  /** Digest of each section of the configuration, in the order of the sections. */
  readonly configuration: readonly (readonly [section: string, digest: string])[];
  /** Each pending migration, in order. */
  readonly migrations: readonly { readonly name: string; readonly digest: string }[];
  readonly revision: string;
  readonly currentRelease: string;
  readonly hosts: readonly string[];
}

/** What is known now of things that may have been in an approved plan: a digest holds none of them, only what it can be compared with. */
export interface KnownNow {
  /** Releases on record, with the words for each. */
  readonly releases: readonly { readonly id: string; readonly words: string }[];
  /** Names of applied migrations, and revisions of the schema. */
  readonly applied: readonly string[];
}

const VERSION = '2';
const SUM = 20;
/** Further ones are covered by the sum, and not told apart. */
const MOST = 16;

function mark(value: string, length: number): string {
  return createHash('sha256').update(value).digest('hex').slice(0, length);
}

const sectionMark = (digest: string): string => mark(digest, 3);
const hostMark = (alias: string): string => mark(alias, 4);
const textMark = (text: string): string => (text === '' ? '0' : mark(text, 6));
const migrationMark = ({ name, digest }: PlanFacts['migrations'][number]): string => mark(name, 5) + mark(digest, 5);

/**
 * `2-<sum>-<marks>`: the sum covers every fact whole and is what counts; the marks say which of them differ, without the facts
 * themselves, so that the digest can be an output of a job and typed into a form.
 */
export function planDigest(facts: PlanFacts): string {
  return [
    VERSION,
    mark(JSON.stringify([facts.commit, facts.scope, facts.configuration, facts.migrations.map(({ name, digest }) => [name, digest]), facts.revision, facts.currentRelease, facts.hosts]), SUM),
    /^[0-9a-f]{40,64}$/.test(facts.commit) ? facts.commit.slice(0, 10) : '0',
    textMark(facts.scope),
    facts.configuration.map(([, digest]) => sectionMark(digest)).join(''),
    facts.migrations.slice(0, MOST).map(migrationMark).join('.'),
    textMark(facts.revision),
    textMark(facts.currentRelease),
    facts.hosts.slice(0, MOST).map(hostMark).join('.'),
  ].join('-');
}

/** Whether two digests stand for the same plan. What cannot be read stands for none. */
export function samePlan(a: string, b: string): boolean {
  const [left, right] = [readDigest(a), readDigest(b)];
  return left !== undefined && right !== undefined && left.sum === right.sum;
}

interface Marks {
  readonly sum: string;
  readonly commit: string;
  readonly scope: string;
  readonly sections: readonly string[];
  readonly migrations: readonly string[];
  readonly revision: string;
  readonly current: string;
  readonly hosts: readonly string[];
}

function readDigest(digest: string): Marks | undefined {
  const [version, sum = '', commit, scope, sections, migrations, revision, current, hosts, ...more] = digest.trim().split('-');
  if (version !== VERSION || more.length > 0 || hosts === undefined || !/^[0-9a-f]{20}$/.test(sum)) return undefined;
  const listOf = (text = ''): string[] => (text === '' ? [] : text.split('.'));
  return { sum, commit: commit ?? '', scope: scope ?? '', sections: sections?.match(/.{1,3}/g) ?? [], migrations: listOf(migrations), revision: revision ?? '', current: current ?? '', hosts: listOf(hosts) };
}

/** One fact that is another one now, in words. `was` is empty where nothing on record says what it was. */
export interface Difference {
  readonly fact: string;
  readonly was: string;
  readonly is: string;
}

/**
 * What is different from what was approved; undefined for a digest that cannot be read. What was is looked up among what is on
 * record now. Pure.
 */
export function explainDifference(approved: string, facts: PlanFacts, known: KnownNow): readonly Difference[] | undefined {
  const was = readDigest(approved);
  const is = readDigest(planDigest(facts));
  if (was === undefined || is === undefined) return undefined;
  const found: Difference[] = [];
  if (was.commit !== is.commit) found.push({ fact: 'commit', was: was.commit === '0' ? 'none' : was.commit, is: facts.commit === '' ? 'none' : facts.commit.slice(0, 10) });
  if (was.scope !== is.scope) found.push({ fact: 'scope', was: ['all', 'application', 'migrations', 'configuration'].find((scope) => textMark(scope) === was.scope) ?? '', is: facts.scope });
  if (was.sections.join('') !== is.sections.join('')) found.push(sectionsOf(was.sections, facts));
  found.push(...migrationsOf(was.migrations, facts.migrations, known.applied));
  if (was.revision !== is.revision) found.push({ fact: 'schema revision', was: was.revision === '0' ? 'none' : (known.applied.find((name) => textMark(name) === was.revision) ?? ''), is: facts.revision === '' ? 'none' : facts.revision });
  if (was.current !== is.current) {
    const words = (test: (id: string) => boolean): string => known.releases.find(({ id }) => test(id))?.words ?? '';
    found.push({ fact: 'release that serves', was: was.current === '0' ? 'none' : words((id) => textMark(id) === was.current), is: facts.currentRelease === '' ? 'none' : words((id) => id === facts.currentRelease) || facts.currentRelease });
  }
  if (was.hosts.join() !== is.hosts.join()) found.push(hostsOf(was.hosts, facts.hosts));
  // The marks are short, and some things have none.
  if (found.length === 0 && was.sum !== is.sum) found.push({ fact: 'something that the digest does not tell apart', was: '', is: '' });
  return found;
}

function sectionsOf(was: readonly string[], { configuration }: PlanFacts): Difference {
  const changed = configuration.filter(([, digest], index) => sectionMark(digest) !== was[index]).map(([section]) => section);
  const words = was.length === configuration.length ? changed.join(', ') : '';
  return { fact: 'configuration', was: '', is: words === '' ? 'another one' : `other than approved in ${words}` };
}

function migrationsOf(was: readonly string[], now: PlanFacts['migrations'], applied: readonly string[]): Difference[] {
  const is = now.slice(0, MOST).map(migrationMark);
  if (was.join() === is.join()) return [];
  const named = (name: string): string => mark(name, 5);
  const before = new Map(was.map((one) => [one.slice(0, 5), one]));
  const pending = new Set(now.map(({ name }) => named(name)));
  const news = now.slice(0, MOST).flatMap((one): Difference[] => {
    const old = before.get(named(one.name));
    if (old === undefined) return [{ fact: `migration ${one.name}`, was: 'not pending', is: `pending, ${one.digest.slice(0, 8)}` }];
    return old === migrationMark(one) ? [] : [{ fact: `migration ${one.name}`, was: 'another content', is: one.digest.slice(0, 8) }];
  });
  const gone = was.filter((one) => !pending.has(one.slice(0, 5))).map((one): Difference => {
    const name = applied.find((candidate) => named(candidate) === one.slice(0, 5));
    return name === undefined ? { fact: 'a migration that is not there any more', was: 'pending', is: 'neither pending nor applied' } : { fact: `migration ${name}`, was: 'pending', is: 'applied' };
  });
  const all = [...news, ...gone];
  return all.length > 0 ? all : [{ fact: 'order of the pending migrations', was: '', is: now.map(({ name }) => name).join(', ') }];
}

function hostsOf(was: readonly string[], now: readonly string[]): Difference {
  const more = now.filter((alias) => !was.includes(hostMark(alias)));
  const gone = was.filter((one) => !now.some((alias) => hostMark(alias) === one)).length;
  const words = [...(more.length === 0 ? [] : [`new: ${more.join(', ')}`]), ...(gone === 0 ? [] : [`${String(gone)} of those approved not among them`])];
  return { fact: 'hosts', was: `${String(was.length)} of them`, is: `${now.join(', ')}${words.length === 0 ? '' : ` (${words.join('; ')})`}` };
}

/** `commit: 3f9c2ab1de → 77e0d1c4aa`. Pure. */
export function differenceWords({ fact, was, is }: Difference): string {
  if (was === '' && is === '') return fact;
  return was === '' ? `${fact}: ${is}` : `${fact}: ${was} → ${is}`;
}
