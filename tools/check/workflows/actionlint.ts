import { provideProgram } from '../../programs';
import { run } from '../../programs/run';
import { findProgram } from '../../test/requirements';
import type { Finding } from './finding';
import { inRepository, isWorkflow, type Place } from './place';

interface Said {
  readonly message: string;
  readonly filepath: string;
  readonly line: number;
  readonly kind: string;
  readonly snippet: string;
}

/** The line of a snippet, without its indentation and the mark below it. */
function subjectOf(snippet: string): string {
  return (snippet.split('\n')[0] ?? '').trim();
}

/** Looks at the workflows of a place, with shellcheck over their scripts. Throws where it did not. */
export async function runActionlint(place: Place): Promise<Finding[]> {
  const program = await provideProgram('actionlint');
  // It would leave the scripts out without a word.
  const shellcheck = findProgram('shellcheck');
  if (shellcheck === undefined) throw new Error('actionlint needs shellcheck: apt-get install shellcheck');
  const workflows = [...place.files.keys()].filter(isWorkflow);
  if (workflows.length === 0) throw new Error(`${place.name} has no workflows`);
  return inRepository(place, async (cwd) => {
    const { code, stdout, stderr } = await run(program, ['-no-color', '-format', '{{json .}}', '-shellcheck', shellcheck, '-pyflakes', '', ...workflows], { cwd });
    if (code !== 0 && code !== 1) throw new Error(`actionlint broke on ${place.name}, exit code ${String(code)}: ${stderr}`);
    const said = (stdout.trim() === '' ? [] : JSON.parse(stdout)) as readonly Said[];
    if ((code === 1) !== said.length > 0) throw new Error(`actionlint ended with ${String(code)} and found ${String(said.length)} things in ${place.name}: ${stderr}`);
    return said.map(({ kind, filepath, line, snippet, message }): Finding => ({ linter: 'actionlint', rule: kind, place: place.name, file: filepath, line, subject: subjectOf(snippet), message }));
  });
}
