import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { CheckPlugin } from '../../../src/checks/check';
import { checks } from '../../../src/checks/registry.generated';
import { readPage } from '../../../src/checks/backup-age/objects';
import type { CheckResult } from '../../../src/model/check';
import { CheckRig, closedPort, TestPorts } from './rig';

const ACCESS = 'AKIDEXAMPLE';
const KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const TOKEN = 'temporary/token==';
const SECRETS = { S3_ACCESS: ACCESS, S3_SECRET: KEY, S3_TOKEN: TOKEN };
const HOUR = 3_600_000;

interface Stored {
  readonly key: string;
  readonly ageMs: number;
  readonly size: number;
}

const rig = new CheckRig();
let port = 0;
let stored: readonly Stored[] = [];
/** What it answers instead of a list. */
let instead: { readonly status: number; readonly body: string } | undefined;
let asked: URL[] = [];

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature Version 4 as its specification has it, made anew from what arrived. */
function isSigned(request: IncomingMessage, url: URL, secret: string): boolean {
  const said = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '');
  if (said === null) return false;
  const [, access = '', day = '', region = '', names = '', signature = ''] = said;
  const at = String(request.headers['x-amz-date']);
  if (access !== ACCESS || region !== 'eu-test-1' || !at.startsWith(day) || Math.abs(Date.parse(at.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')) - Date.now()) > 15 * 60_000) return false;
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&');
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join('');
  if (!names.split(';').includes('host')) return false;
  const canonical = [request.method, url.pathname, query, headers, names, String(request.headers['x-amz-content-sha256'])].join('\n');
  const text = ['AWS4-HMAC-SHA256', at, `${day}/${region}/s3/aws4_request`, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = ['s3', 'aws4_request'].reduce((from, part) => hmac(from, part), hmac(hmac(`AWS4${secret}`, day), region));
  return hmac(key, text).toString('hex') === signature;
}

/** ListObjectsV2 in pages of two. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://storage');
  asked.push(url);
  const refuse = (status: number, code: string): void => void response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>No</Message><AWSAccessKeyId>${ACCESS}</AWSAccessKeyId></Error>`);
  if (instead !== undefined) {
    response.writeHead(instead.status).end(instead.body);
    return;
  }
  if (!isSigned(request, url, KEY)) {
    refuse(403, 'SignatureDoesNotMatch');
    return;
  }
  if (url.pathname !== '/backups' || url.searchParams.get('list-type') !== '2') {
    refuse(404, 'NoSuchBucket');
    return;
  }
  const all = stored.filter(({ key }) => key.startsWith(url.searchParams.get('prefix') ?? ''));
  const from = Number((url.searchParams.get('continuation-token') ?? 'at+/=0').slice(5));
  const page = all.slice(from, from + 2).map(({ key, ageMs, size }) => `<Contents><Key>${encode(key).replaceAll('%2F', '/')}</Key><LastModified>${new Date(Date.now() - ageMs).toISOString()}</LastModified><ETag>&quot;x&quot;</ETag><Size>${String(size)}</Size><StorageClass>STANDARD</StorageClass></Contents>`);
  const more = from + 2 < all.length;
  response.setHeader('content-type', 'application/xml');
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>backups</Name><Prefix></Prefix><KeyCount>${String(page.length)}</KeyCount><MaxKeys>2</MaxKeys><EncodingType>url</EncodingType><IsTruncated>${String(more)}</IsTruncated>${more ? `<NextContinuationToken>at+/=${String(from + 2)}</NextContinuationToken>` : ''}${page.join('')}</ListBucketResult>`);
}

beforeAll(async () => {
  port = await rig.serve(answer);
});
beforeEach(() => {
  stored = [];
  instead = undefined;
  asked = [];
});
afterAll(() => rig.remove());

async function ask(more: Readonly<Record<string, unknown>> = {}, s3: Readonly<Record<string, unknown>> = {}, secrets: Readonly<Record<string, string>> = SECRETS): Promise<CheckResult> {
  const written = { 'younger-than': '24h', s3: { bucket: 'backups', prefix: 'shop db/', region: 'eu-test-1', endpoint: `http://127.0.0.1:${String(port)}`, 'access-key': 'S3_ACCESS', 'secret-key': 'S3_SECRET', ...s3 }, ...more };
  const result = await rig.ask(checks['backup-age'] as CheckPlugin, written, rig.context(), new TestPorts(secrets));
  for (const secret of [ACCESS, KEY, TOKEN]) expect(JSON.stringify(result)).not.toContain(secret);
  return result;
}

test('the newest of all pages below the prefix counts', async () => {
  stored = [
    { key: 'shop db/1 + a&b.dump', ageMs: 90 * HOUR, size: 10 },
    { key: 'shop db/2.dump', ageMs: 60 * HOUR, size: 10 },
    { key: 'shop db/3 ü+.dump', ageMs: 5 * HOUR, size: 4_200_000 },
    { key: 'shop db/4.dump', ageMs: 40 * HOUR, size: 10 },
    { key: 'shop db/folder/', ageMs: 0, size: 0 },
    { key: 'other/5.dump', ageMs: 0, size: 10 },
  ];
  expect(await ask()).toMatchObject({ status: 'passed', got: 'shop db/3 ü+.dump, 4.2 MB, 5 h old' });
  expect(asked).toHaveLength(3);
  expect(await ask({ 'younger-than': '4h' })).toMatchObject({ status: 'failed', got: expect.stringContaining('5 h old') as string });
  expect(await ask({ 'minimum-size': '5MB' })).toMatchObject({ status: 'failed', expected: expect.stringContaining('at least 5.0 MB') as string });
  expect(await ask({}, { prefix: '' })).toMatchObject({ status: 'passed', got: expect.stringContaining('other/5.dump') as string });
  expect(await ask({}, { prefix: 'none/' })).toMatchObject({ status: 'failed', got: 'there is none' });
});

test('temporary keys are signed with their token', async () => {
  stored = [{ key: 'shop db/1.dump', ageMs: HOUR, size: 10 }];
  expect(await ask({}, { 'session-token': 'S3_TOKEN' })).toMatchObject({ status: 'passed' });
});

test('no answer, a refusal and something else than a list are no answer about backups', async () => {
  expect(await ask({}, {}, { ...SECRETS, S3_SECRET: 'another' })).toMatchObject({ status: 'inconclusive', cause: 'the storage answers 403: SignatureDoesNotMatch' });
  expect(await ask({}, { bucket: 'another' })).toMatchObject({ status: 'inconclusive', cause: 'the storage answers 404: NoSuchBucket' });
  expect(await ask({}, {}, { S3_ACCESS: ACCESS })).toMatchObject({ status: 'inconclusive', cause: expect.stringContaining('S3_SECRET is not set') as string });
  expect(await ask({}, { endpoint: `http://127.0.0.1:${String(await closedPort())}` })).toMatchObject({ status: 'inconclusive' });
  for (const body of ['<html>welcome</html>', '', '<ListBucketResult><Contents>', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>', '<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>']) {
    instead = { status: 200, body };
    expect(await ask()).toMatchObject({ status: 'inconclusive', cause: 'the answer is no list of objects' });
  }
  instead = { status: 503, body: `<Error><Code>SlowDown</Code><Message>${ACCESS} ${KEY}</Message></Error>` };
  expect(await ask()).toMatchObject({ status: 'inconclusive', cause: 'the storage answers 503: SlowDown' });
});

test('a list that never ends is given up', async () => {
  instead = { status: 200, body: '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>' };
  expect(await ask()).toMatchObject({ status: 'inconclusive', cause: expect.stringContaining('name a longer prefix') as string });
  expect(asked).toHaveLength(50);
});

test('a page as it is published', () => {
  const page = readPage('<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix/><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>my-image.jpg</Key><LastModified>2009-10-12T17:50:30.000Z</LastModified><ETag>"fba9dede5f27731c9771645a39863328"</ETag><Size>434234</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>');
  expect(page).toEqual({ objects: [{ key: 'my-image.jpg', at: Date.parse('2009-10-12T17:50:30.000Z'), bytes: 434234 }] });
});
