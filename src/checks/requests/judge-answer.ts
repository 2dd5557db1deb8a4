import type { HttpAnswer } from '../../shell/ports';
import { clean, seconds } from '../answer';
import { describeExpectation, disappointment, valueAt } from '../expectation';
import type { HttpSettings } from './settings';

/** The release that should answer. */
export interface Serving {
  readonly release: string;
  readonly version: string;
}

type Answered = Extract<HttpAnswer, { kind: 'answered' }>;

function accepts(wanted: HttpSettings['status'], status: number): boolean {
  return (Array.isArray(wanted) ? wanted : [wanted]).some((one) => {
    if (typeof one === 'number') return one === status;
    const [low, high] = one.split('-').map(Number);
    return low !== undefined && high !== undefined && status >= low && status <= high;
  });
}

/** "200 and database = connected" */
export function describeWanted(settings: HttpSettings, serving: Serving): string {
  const { status, json, contains, matches, version, under } = settings;
  return [
    [status].flat().join(' or '),
    ...Object.entries(json).map(([path, wanted]) => `${path} = ${describeExpectation(wanted)}`),
    ...Object.entries(settings['response-headers']).map(([name, wanted]) => `header ${name} = ${describeExpectation(wanted)}`),
    ...(contains === undefined ? [] : [`containing "${clean(contains, 60)}"`]),
    ...(matches === undefined ? [] : [`like /${clean(matches, 60)}/`]),
    ...(version === undefined ? [] : [`release ${serving.release || serving.version || 'unknown'} serving`]),
    ...(under === undefined ? [] : [`within ${seconds(under)}`]),
  ].join(' and ');
}

function isSame(told: unknown, { release, version }: Serving): boolean {
  if (typeof told !== 'string' && typeof told !== 'number') return false;
  const plain = (text: string): string => text.trim().replace(/^v(?=[0-9])/, '');
  return [release, version].some((one) => one !== '' && plain(one) === plain(String(told)));
}

/** What the answer tells of its version; undefined when it tells nothing. */
function toldVersion(wanted: true | string, answer: Answered, json: unknown): unknown {
  if (wanted !== true) return valueAt(json, wanted);
  const { headers, body } = answer;
  const whole = body.trim();
  return (
    headers['x-release'] ?? headers['x-version'] ?? valueAt(json, 'release') ?? valueAt(json, 'version') ?? (json === undefined && whole.length > 0 && whole.length <= 100 && !whole.includes('\n') ? whole : undefined)
  );
}

function judgeVersion(wanted: true | string, answer: Answered, json: unknown, serving: Serving): string[] {
  if (isSame(toldVersion(wanted, answer, json), serving)) return [];
  // Where it tells both, either may be the proof.
  if (wanted === true && [answer.headers['x-version'], valueAt(json, 'version')].some((told) => isSame(told, serving))) return [];
  const told = toldVersion(wanted, answer, json);
  if (told === undefined) return [`no version is told${wanted === true ? '' : ` at ${wanted}`}`];
  return [`${clean(typeof told === 'string' ? told : JSON.stringify(told), 100)} serves, not ${serving.release || serving.version}`];
}

/** `undefined` for what is no JSON at all. */
function parse(body: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(body) as unknown };
  } catch {
    return undefined;
  }
}

/** What is wrong with an answer, each in a few words; empty when it is as wanted. Pure. */
export function judgeAnswer(settings: HttpSettings, answer: Answered, serving: Serving): string[] {
  const { status, json: wanted, contains, matches, version, under } = settings;
  const { body } = answer;
  const problems: string[] = [];
  const location = answer.headers['location'];
  if (!accepts(status, answer.status)) {
    problems.push(answer.status >= 300 && answer.status < 400 && location !== undefined ? `a redirect to ${clean(location, 120)}, which is not followed` : `status ${String(answer.status)}`);
  }
  const parsed = parse(body);
  const paths = Object.entries(wanted);
  if (paths.length > 0 && parsed === undefined) problems.push(body.trim() === '' ? 'an empty body, where JSON was expected' : 'a body that is not JSON');
  else {
    for (const [path, value] of paths) {
      const instead = disappointment(value, valueAt(parsed?.json, path));
      if (instead !== undefined) problems.push(`${path} = ${instead}`);
    }
  }
  for (const [name, value] of Object.entries(settings['response-headers'])) {
    const instead = disappointment(typeof value === 'number' || typeof value === 'boolean' ? String(value) : value, answer.headers[name.toLowerCase()]);
    if (instead !== undefined) problems.push(`header ${name} = ${instead}`);
  }
  if (contains !== undefined && !body.includes(contains)) problems.push(body === '' ? 'an empty body' : `no "${clean(contains, 60)}" in the body`);
  if (matches !== undefined && !new RegExp(matches, 'u').test(body)) problems.push(body === '' ? 'an empty body' : `a body unlike /${clean(matches, 60)}/`);
  if (version !== undefined) problems.push(...judgeVersion(version, answer, parsed?.json, serving));
  if (under !== undefined && answer.ms > under) problems.push(`an answer after ${seconds(answer.ms)}`);
  return problems;
}

/** "503, {"status":"degraded"}": what came, before anybody judged it. */
export function describeAnswer(answer: Answered): string {
  const body = clean(answer.body, 160);
  return body === '' ? `${String(answer.status)}, empty body` : `${String(answer.status)}, ${body}`;
}
