import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findNode } from '../../../tools/workflow-runner/node-binary';

const ROOT = join(__dirname, '../../..');
const EXAMPLE = join(ROOT, 'examples/flask-systemd/database');
/** Reads files again and again, lives on for as long as an action does, and tells its peak in kilobytes. */
const PROGRAM = `
  import { loadParser, parse } from ${JSON.stringify(join(ROOT, 'src/migrations/classifier/postgres/parser.ts'))};
  await loadParser();
  for (let time = 0; time < 200; time += 1) for (const text of JSON.parse(process.env.TEXTS)) parse(text);
  setTimeout(() => console.log(process.resourceUsage().maxRSS), 1000);
`;

test('reading the files of a team leaves a process small', () => {
  const texts = readdirSync(EXAMPLE).filter((name) => name.endsWith('.sql')).map((name) => readFileSync(join(EXAMPLE, name), 'utf8'));
  expect(texts.length).toBeGreaterThan(2);
  const told = execFileSync(findNode(undefined, false).path, ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM], { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', TEXTS: JSON.stringify(texts) } });
  expect(Number(told)).toBeGreaterThan(10_000);
  expect(Number(told)).toBeLessThan(300_000);
});
