import type { CheckResult } from '../../model/check';
import type { Secret } from '../../model/secret';
import type { HttpAnswer, Ports } from '../../shell/ports';
import { bytes, clean, failed, inconclusive, passed } from '../answer';
import type { Settings, Storage } from './settings';
import { age, describeWanted } from './words';

/** A thousand objects each; whoever has more below one prefix can name a longer one. */
const MOST_PAGES = 50;

export interface StoredObject {
  readonly key: string;
  readonly at: number;
  readonly bytes: number;
}

export interface Page {
  readonly objects: readonly StoredObject[];
  /** Where the next one begins; absent on the last. */
  readonly next?: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const text = (xml: string): string => xml.replaceAll(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal?: string, hex?: string, name?: string) => (name === undefined ? String.fromCodePoint(Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)) : (ENTITIES[name] ?? whole)));
const inside = (xml: string, tag: string): string | undefined => {
  const found = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  return found === undefined ? undefined : text(found);
};

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

/** An answer of ListObjectsV2 with encoded keys; undefined where it is none. Pure. */
export function readPage(xml: string): Page | undefined {
  if (!/<ListBucketResult[\s>]/.test(xml) || !xml.includes('</ListBucketResult>')) return undefined;
  const objects = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, one = '']) => ({ key: decodeKey(inside(one, 'Key') ?? ''), at: Date.parse(inside(one, 'LastModified') ?? ''), bytes: Number(inside(one, 'Size') ?? Number.NaN) }));
  if (objects.some(({ key, at, bytes: held }) => key === '' || Number.isNaN(at) || Number.isNaN(held))) return undefined;
  const more = inside(xml, 'IsTruncated') === 'true';
  const next = inside(xml, 'NextContinuationToken');
  if (more && (next === undefined || next === '')) return undefined;
  return { objects, ...(more && next !== undefined ? { next } : {}) };
}

/** By its path, which every storage understands. */
function addressOf({ bucket, prefix, region, endpoint }: Storage, from: string | undefined): string {
  const base = (endpoint ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, '');
  const query = [['list-type', '2'], ['encoding-type', 'url'], ['prefix', prefix], ...(from === undefined ? [] : [['continuation-token', from]])].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  return `${base}/${bucket}?${query}`;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

function keysOf(storage: Storage, ports: Pick<Ports, 'secret'>): Keys | { readonly missing: string } {
  const take = (name: string): Secret | undefined => {
    const secret = ports.secret(name);
    return secret === undefined || secret.reveal() === '' ? undefined : secret;
  };
  const [access, secret] = [take(storage['access-key']), take(storage['secret-key'])];
  if (access === undefined) return { missing: storage['access-key'] };
  if (secret === undefined) return { missing: storage['secret-key'] };
  const tokenName = storage['session-token'];
  const token = tokenName === undefined ? undefined : take(tokenName);
  if (tokenName !== undefined && token === undefined) return { missing: tokenName };
  return { accessKeyId: access.reveal(), secretAccessKey: secret.reveal(), ...(token === undefined ? {} : { sessionToken: token.reveal() }) };
}

async function askPage(storage: Storage, keys: Keys, from: string | undefined, ports: Ports, timeoutMs: number): Promise<HttpAnswer> {
  const { AwsV4Signer } = await import(/* webpackChunkName: "s3" */ 'aws4fetch');
  const datetime = ports.now().toISOString().replaceAll(/[:-]|\.\d{3}/g, '');
  const { url, headers } = await new AwsV4Signer({ ...keys, url: addressOf(storage, from), service: 's3', region: storage.region, datetime }).sign();
  return ports.http({ target: { url: url.href }, headers: Object.fromEntries(headers.entries()), timeoutMs });
}

/** What came instead of a list: without what a storage repeats of the request, which holds a key. */
function refusal(answer: HttpAnswer): string {
  if (answer.kind !== 'answered') return answer.cause;
  const code = inside(answer.body, 'Code');
  return `the storage answers ${String(answer.status)}${code === undefined ? '' : `: ${clean(code, 60)}`}`;
}

/** The newest object below a prefix is not old, and holds something. */
export async function askObjects(settings: Settings, storage: Storage, ports: Ports, timeoutMs: number): Promise<CheckResult> {
  const asked = `the newest object in s3://${storage.bucket}/${storage.prefix}`;
  const expected = describeWanted(settings);
  const silent = (cause: string): CheckResult => inconclusive(asked, 'it could not be asked', expected, cause);
  const keys = keysOf(storage, ports);
  if ('missing' in keys) return silent(`the variable ${keys.missing} is not set: pass it to this step`);
  const ends = ports.now().getTime() + timeoutMs;
  let newest: StoredObject | undefined;
  let now = ports.now().getTime();
  let from: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await askPage(storage, keys, from, ports, Math.max(1, ends - ports.now().getTime()));
    if (answer.kind !== 'answered' || answer.status !== 200) return silent(refusal(answer));
    const read = readPage(answer.body);
    if (read === undefined) return silent('the answer is no list of objects');
    // By the clock that the times of the objects are of.
    now = Date.parse(answer.headers['date'] ?? '') || now;
    for (const one of read.objects) if (!one.key.endsWith('/') && (newest === undefined || one.at > newest.at)) newest = one;
    from = read.next;
    if (from === undefined) return judge(settings, asked, expected, newest, now);
  }
  return silent(`there are more than ${String(MOST_PAGES * 1000)} objects: name a longer prefix`);
}

function judge(settings: Settings, asked: string, expected: string, newest: StoredObject | undefined, now: number): CheckResult {
  if (newest === undefined) return failed(asked, 'there is none', expected, { next: 'see whether the program that makes the backups still runs, or correct `prefix`' });
  const old = now - newest.at;
  const got = `${clean(newest.key, 120)}, ${bytes(newest.bytes)}, ${age(old)} old`;
  const least = settings['minimum-size'] ?? 1;
  if (newest.bytes < least) return failed(asked, got, `${expected} of at least ${bytes(least)}`);
  return old <= settings['younger-than'] ? passed(asked, got, expected) : failed(asked, got, expected);
}
