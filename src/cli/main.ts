import { nearest } from '../config/nearest';
import { guardProcess } from '../entry/guard';
import { Masks } from '../entry/masks';
import { failedResult, separate, thrownFailure, withFailures } from '../entry/result';
import type { FlowId } from '../model/action';
import { type Failure, Failures } from '../model/failure';
import { renderConsole } from '../report/console';
import { documentOf } from './document';
import { exitCodeOf, exitCodeOfSignal } from './exit-codes';
import { help, helpFor } from './help';
import { openContext } from './open-context';
import { readWords, usage } from './read-words';
import { verbs } from './registry.generated';
import { rephraseReport } from './rephrase';
import { settle } from './settle';
import { openSurroundings } from './surroundings';
import { openTerminal } from './terminal';
import type { Terminal } from './terminal';
import type { Verb, VerbResult } from './verb';

/** What is still open a while after the work was told (a socket that does not close) does not hold the shell up. */
const LINGER_MS = 2000;

interface Line {
  readonly name: string;
  readonly words: readonly string[];
  /** The program's own version. */
  readonly version: string;
  readonly terminal: Terminal;
  readonly masks: Masks;
  readonly signal: AbortSignal;
}

const verbOf = (name: string): Verb | undefined => (Object.hasOwn(verbs, name) ? verbs[name] : undefined);

function requireVerb(name: string): Verb {
  const verb = verbOf(name);
  if (verb !== undefined) return verb;
  const meant = nearest(name, Object.keys(verbs));
  throw usage(`lockgate has no verb "${name.slice(0, 60)}"`, meant === undefined ? 'see lockgate --help' : `write lockgate ${meant}`);
}

/** As the reader of a terminal has it: the verb's own name, and what to do next in this place. */
function inTerminal(name: string, result: VerbResult): VerbResult {
  const report = { ...rephraseReport(result.report), ...(verbOf(name) === undefined ? {} : { action: name as FlowId }) };
  return { ...result, report };
}

async function perform({ name, words, version, terminal, masks, signal }: Line): Promise<VerbResult> {
  const verb = requireVerb(name);
  const { options, operand, operands, behind } = readWords(words, verb.options, verb.operand);
  const surroundings = openSurroundings({ version, options, terminal, masks, signal });
  if ('plain' in verb) return verb.plain(surroundings, terminal, { operand, operands, behind });
  const opened = await openContext(surroundings, terminal, verb.version);
  try {
    let result: VerbResult;
    try {
      result = await verb.run(opened.context, terminal, { operand, operands, behind, rehearse: (inputs) => opened.rehearse(inputs) });
    } catch (error) {
      result = failedResult(stubOf(name, opened.context.settings.environment), thrownFailure(error, signal), new Date());
    }
    return await settle(opened, result, { cancelled: signal.aborted, afterwards: new AbortController().signal });
  } finally {
    await opened.close();
  }
}

const startedAt = new Date();

function stubOf(name: string, environment = ''): Parameters<typeof failedResult>[0] {
  // A word that is no flow of this version never gets far enough to be on record.
  return { action: (verbOf(name) === undefined ? 'lockgate' : name) as FlowId, environment, startedAt };
}

/** What `npx lockgate …` calls. Never rejects: what goes wrong is told, and is in the exit code. */
export async function cli(words: readonly string[], version: string): Promise<void> {
  const [first = '', ...rest] = words;
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  const masks = new Masks(() => undefined);
  let caught: string | undefined;
  const tell = (result: VerbResult): void => {
    const told = inTerminal(first, result);
    const code = exitCodeOf(told, caught);
    terminal.print(...renderConsole(told.report));
    if (terminal.json) terminal.document(documentOf({ verb: first, result: told, exitCode: code, redact: (text) => masks.redact(text) }));
    terminal.close();
    process.exitCode = code;
  };
  const guard = guardProcess(
    (signal) => {
      if (caught !== undefined) {
        terminal.progress('ended at once: what was begun is taken back by the next deploy, or by npx lockgate rollback');
        terminal.close();
        guard.release();
        process.exit(exitCodeOfSignal(signal));
      }
      caught = signal;
      terminal.progress(`cancelled (${signal}): nothing new is started; what was begun is seen to its end or taken back. Once more ends at once and leaves it to the next run`);
    },
    (failure) => {
      tell(failedResult(stubOf(first), failure, new Date()));
      return Promise.resolve();
    },
  );
  const terminal = openTerminal({ masks, signal: guard.signal, json: own.includes('--json'), variables: process.env });
  const asked = first === 'help' ? (rest[0] ?? '') : own.includes('--help') || own.includes('-h') ? first : undefined;
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${version}\n`);
    process.exitCode = 0;
  } else if (first === '' || first === '--help' || first === '-h' || asked !== undefined) {
    const verb = verbOf(asked ?? '');
    terminal.print(...(verb === undefined ? help(verbs) : helpFor(asked ?? '', verb)));
    process.exitCode = first === '' ? 2 : 0;
  } else {
    let result: VerbResult;
    try {
      result = await perform({ name: first, words: rest, version, terminal, masks, signal: guard.signal });
    } catch (error) {
      result = failedResult(stubOf(first), thrownFailure(error, guard.signal), new Date());
    }
    tell(withStray(result, guard.stray));
  }
  terminal.close();
  guard.release();
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

function withStray(result: VerbResult, stray: readonly Failure[]): VerbResult {
  const all = stray.flatMap(separate);
  const told = withFailures(result, all.length === 0 ? [] : [new Failures(all)]);
  return result.data === undefined ? told : { ...told, data: result.data };
}
