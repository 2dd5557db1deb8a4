import { provideProgram } from '../../programs';
import { run } from '../../programs/run';
import type { Finding } from './finding';
import { inRepository, isAction, isWorkflow, type Place } from './place';

/** No finding, or findings of a severity; anything else is no answer. */
const ANSWERS: readonly unknown[] = [0, 11, 12, 13, 14];

interface Location {
  readonly symbolic: { readonly kind: string; readonly annotation: string; readonly key: { readonly Local?: { readonly verbatim_path: string } } };
  readonly concrete: { readonly feature: string; readonly location: { readonly start_point: { readonly row: number } } };
}

interface Said {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly Location[];
}

function findingOf(place: string, { ident, desc, locations }: Said): Finding {
  const at = locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0];
  return {
    linter: 'zizmor',
    rule: ident,
    place,
    file: (at?.symbolic.key.Local?.verbatim_path ?? '').replace(/^\.\//, ''),
    line: (at?.concrete.location.start_point.row ?? -1) + 1,
    subject: at?.concrete.feature.trim().split('\n')[0] ?? '',
    message: `${desc}: ${at?.symbolic.annotation ?? ''}`,
  };
}

/** Looks at the workflows, actions and settings of a place, smells of code included. Throws where it left one out. */
export async function runZizmor(place: Place): Promise<Finding[]> {
  const program = await provideProgram('zizmor');
  const words = ['--offline', '--no-progress', '--color', 'never', '--no-config', '--no-ignores', '--strict-collection', '--persona', 'pedantic', '--format', 'json', '.'];
  return inRepository(place, async (cwd) => {
    const { code, stdout, stderr } = await run(program, words, { cwd, env: { ZIZMOR_CONFIG: undefined } });
    if (!ANSWERS.includes(code)) throw new Error(`zizmor broke on ${place.name}, exit code ${String(code)}: ${stderr}`);
    const missed = [...place.files.keys()].filter((path) => (isWorkflow(path) || isAction(path)) && !stderr.includes(`completed ./${path}\n`));
    if (missed.length > 0) throw new Error(`zizmor left out ${missed.join(', ')} of ${place.name}: ${stderr}`);
    return (JSON.parse(stdout) as readonly Said[]).map((said) => findingOf(place.name, said));
  });
}
