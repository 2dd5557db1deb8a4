import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Client } from 'undici';

import { Failure } from '../model/failure';
import { Secret } from '../model/secret';
import type { HttpAnswer, HttpRequest } from './ports';
import { codeOf, messageOf } from './thrown';

/** What is read of a body; a health answer is a few hundred bytes. */
const BODY_LIMIT = 1024 * 1024;

/** Names that cannot be resolved, and networks that are not there, say nothing about the application. */
const UNASKED = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'EMFILE', 'ENETDOWN']);

export type OpenForward = (host: string, port: number) => Promise<Duplex>;

/** Whether the host itself still answers us. */
export type HearsUs = (host: string) => Promise<boolean>;

/** The failures of the connection itself; everything else is an answer about the application. */
export function classify(error: unknown, ms: number): HttpAnswer {
  if (error instanceof Failure) {
    return error.code === 'LG-SSH-FORWARD-UNREACHABLE' ? { kind: 'unreachable', cause: error.facts.problem, ms } : { kind: 'unasked', cause: error.facts.problem };
  }
  const inner: unknown = typeof error === 'object' && error !== null && 'cause' in error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(inner);
  if (UNASKED.has(code)) return { kind: 'unasked', cause: messageOf(inner) };
  // What is no failure of a connection, of TLS or of the protocol is a bug of ours, and must not pass for an ill application.
  if (!/^(E[A-Z]+|UND_ERR|HPE_|ERR_(TLS|SSL|INVALID_URL|STREAM)|CERT_|DEPTH_|UNABLE_|SELF_)/.test(code)) throw error;
  return { kind: 'unreachable', cause: messageOf(inner), ms };
}

function headersOf(request: HttpRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]));
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= BODY_LIMIT) break;
  }
  return Buffer.concat(parts).subarray(0, BODY_LIMIT).toString('utf8');
}

/**
 * Loaded when something is asked, and of undici only what asks: the whole of it takes 25 MB of memory, the most that an action has at
 * once, and this takes half.
 */
async function loadClient(): Promise<{ readonly Client: typeof Client; readonly ask: typeof import('undici/lib/api/api-request.js').default }> {
  const [client, request] = await Promise.all([import(/* webpackChunkName: "http" */ 'undici/lib/dispatcher/client.js'), import(/* webpackChunkName: "http" */ 'undici/lib/api/api-request.js')]);
  return { Client: client.default, ask: request.default };
}

/**
 * One request on a connection of its own, so that no answer comes from a connection that an earlier release left open.
 * Redirects are not followed. Never rejects but for a bug.
 */
export async function askHttp(request: HttpRequest, open: OpenForward, hears: HearsUs, signal: AbortSignal): Promise<HttpAnswer> {
  const { target, timeoutMs } = request;
  const answer = await askInTime(request, open, signal);
  return 'kind' in answer ? answer : tooLate('url' in target ? undefined : target.host, timeoutMs, hears, answer.ms);
}

/** The answer, or how long none came. */
async function askInTime(request: HttpRequest, open: OpenForward, signal: AbortSignal): Promise<HttpAnswer | { readonly ms: number }> {
  const { target } = request;
  const url = 'url' in target ? new URL(target.url) : new URL(target.path, `http://127.0.0.1:${String(target.port)}`);
  const began = performance.now();
  const elapsed = (): number => performance.now() - began;
  const late = AbortSignal.timeout(request.timeoutMs);
  let client: Client | undefined;
  let duplex: Duplex | undefined;
  try {
    duplex = 'url' in target ? undefined : await within(open(target.host, target.port), AbortSignal.any([late, signal]));
    const stream = duplex;
    const { Client, ask } = await loadClient();
    client = new Client(url.origin, {
      pipelining: 0,
      ...(stream === undefined
        ? {}
        : {
            connect: (_options, done) => {
              // A forwarded stream has all that the client uses of a socket. Answering before `connect` returned would be lost.
              queueMicrotask(() => { done(null, duplex as Socket); });
            },
          }),
    });
    const { statusCode, headers, body } = await ask.call(client, {
      path: `${url.pathname}${url.search}`,
      method: request.method ?? 'GET',
      headers: { 'user-agent': 'lockgate', ...headersOf(request) },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: AbortSignal.any([late, signal]),
    });
    const text = await readBounded(body);
    const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
    return { kind: 'answered', status: statusCode, headers: flat, body: text, ms: elapsed() };
  } catch (error) {
    if (signal.aborted) return { kind: 'unasked', cause: 'the run was cancelled' };
    if (late.aborted) return { ms: elapsed() };
    return classify(error, elapsed());
  } finally {
    void client?.destroy().catch(() => undefined);
  }
}

/** Silence of a port means something only where the host itself still hears us: a network that is gone is no answer. */
async function tooLate(host: string | undefined, timeoutMs: number, hears: HearsUs, ms: number): Promise<HttpAnswer> {
  const cause = `no answer within ${String(timeoutMs / 1000)} s`;
  return host === undefined || (await hears(host)) ? { kind: 'unreachable', cause, ms } : { kind: 'unasked', cause: `${cause}, and none from the host over SSH either` };
}

/** The promise, or the signal's end: a forward that never comes must not outlast the request's time. */
async function within(work: Promise<Duplex>, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('out of time'));
      // Whoever asked has gone: a stream that comes after all is of no use.
      work.then((stream) => stream.destroy(), () => undefined);
    }, { once: true });
    work.then(resolve, reject);
  });
}

/** Whether something accepts a connection on a port of the host. */
export async function askTcp(host: string, port: number, timeoutMs: number, open: OpenForward, hears: HearsUs): Promise<HttpAnswer> {
  const began = performance.now();
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const stream = await within(open(host, port), late);
    stream.on('error', () => undefined);
    stream.destroy();
    return { kind: 'answered', status: 0, headers: {}, body: '', ms: performance.now() - began };
  } catch (error) {
    if (late.aborted) return await tooLate(host, timeoutMs, hears, performance.now() - began);
    return classify(error, performance.now() - began);
  }
}
