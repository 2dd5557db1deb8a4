import { join } from 'node:path';

import { generateErrors } from './errors';
import { compareFiles, writeFiles } from './files';
import { generateLibrary } from './library';
import { generateRegistries, incompleteActions } from './registries';

const root = join(__dirname, '../..');

/**
 * In two rounds, since the second imports what the first writes: first what is made from the names and texts of files,
 * then what is made from what the modules export.
 */
async function main(check: boolean): Promise<number> {
  const errors = await generateErrors(root);
  const first = [generateLibrary(root), ...generateRegistries(root), errors.file];
  const stale = check ? compareFiles(root, first) : writeFiles(root, first);
  if (check && stale.length > 0) return report(stale, errors.problems);
  const { generateFromModules } = await import('./from-modules');
  const { files, problems } = await generateFromModules(root);
  const later = check ? compareFiles(root, files) : writeFiles(root, files);
  return report([...stale, ...later], [...incompleteActions(root), ...errors.problems, ...problems], check);
}

function report(changed: readonly string[], problems: readonly string[], check = true): number {
  for (const path of changed) console.log(check ? `stale: ${path}` : `written: ${path}`);
  for (const problem of problems) console.error(`error: ${problem}`);
  if (check && changed.length > 0) console.error(`${String(changed.length)} generated files differ from their sources; run: npm run generate`);
  if (problems.length > 0) return 1;
  return check && changed.length > 0 ? 1 : 0;
}

main(process.argv.includes('--check')).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
