/** What `-nullvalue` stands for: a value like it would be in quotes, since it holds blanks. */
const NULL = '- null -';
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** Rows of comma-separated values as databases write them; `null` where a bare null stands. */
export function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const match = FIELD.exec(text);
    if (match === null) throw new SyntaxError('not comma-separated values');
    const [, quoted, bare, end] = match;
    row.push(quoted === undefined ? (bare === NULL ? null : (bare ?? '')) : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
