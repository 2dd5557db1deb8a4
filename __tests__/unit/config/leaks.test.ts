import { isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';

import { complaints, placeOf } from './load';
import { FLASK_SYSTEMD } from './reference';

const VALUE = 'hunter2 -- not for anybody: [x';
const HOSTS = { STAGING_HOST: '192.0.2.1', PRODUCTION_HOST: '192.0.2.2' };

/** The reference configuration, each of its values in turn replaced by `by`; the path says which. */
function replaceEach(by: string): [string, string][] {
  const paths: (string | number)[][] = [];
  const collect = (node: unknown, path: (string | number)[]): void => {
    if (isMap(node)) for (const { key, value } of node.items) collect(value, [...path, String(isScalar(key) ? key.value : '')]);
    else if (isSeq(node)) node.items.forEach((item, index) => { collect(item, [...path, index]); });
    else if (isScalar(node)) paths.push(path);
  };
  collect(parseDocument(FLASK_SYSTEMD).contents, []);
  return paths.map((path) => {
    const document = parseDocument(FLASK_SYSTEMD);
    document.setIn(path, by);
    visit(document, { Scalar: (_, node) => { if (node.value === by) node.type = 'QUOTE_DOUBLE'; } });
    return [path.join('.'), document.toString()];
  });
}

/** The parts of the value that no message of ours has by accident. */
function leaks(told: readonly { readonly problem: string; readonly next: string }[]): boolean {
  return told.some(({ problem, next }) => /hunter2|not for anybody/.test(`${problem} ${next}`));
}

describe('what a variable brings', () => {
  const everywhere = replaceEach('${PLANTED}');

  test('is looked for in many places', () => {
    expect(everywhere.length).toBeGreaterThan(80);
  });

  test.each(everywhere)('is shown in no message about %s', (_, text) => {
    expect(leaks(complaints(text, { variables: { ...HOSTS, PLANTED: VALUE } }))).toBe(false);
  });

  test('would be found if it were', () => {
    const [, text = ''] = replaceEach(VALUE).find(([path]) => path === 'ssh.user') ?? [];
    expect(leaks(complaints(text.replace('"hunter2', '"${A} hunter2'), { variables: HOSTS })) || leaks([{ problem: VALUE, next: '' }])).toBe(true);
  });
});

describe('a secret written where its name belongs', () => {
  const places = new Set(['ssh.key', 'notify.0.webhook']);

  test.each(replaceEach(VALUE).filter(([path]) => places.has(path)))('is refused and not shown at %s', (_, text) => {
    const told = complaints(text, { variables: HOSTS });
    expect(told).toHaveLength(1);
    expect(leaks(told)).toBe(false);
  });

  test('and an address of a host is not shown either', () => {
    const text = FLASK_SYSTEMD.replace('"${PRODUCTION_HOST}"', JSON.stringify(VALUE));
    const told = complaints(text, { variables: HOSTS });
    expect(told.map(({ problem }) => problem)).toEqual([`${placeOf(JSON.stringify(VALUE), text)} hosts.web: this is not the name or number of a host`]);
  });
});
