import type { FlowResult } from '../actions/flow';
import { nearest } from '../config/nearest';
import { guardProcess } from '../entry/guard';
import { Masks } from '../entry/masks';
import { failedResult, thrownFailure, withFailures } from '../entry/result';
import type { FlowId } from '../model/action';
import { allFailures } from '../model/failure';
import { renderConsole } from '../report/console';
import { help, helpFor } from './help';
import { openContext } from './open-context';
import { readWords, USAGE, usage } from './read-words';
import { verbs } from './registry.generated';
import { openTerminal } from './terminal';
import type { Terminal } from './terminal';

/** What is still open a while after the work was told (a socket that does not close) does not hold the shell up. */
const LINGER_MS = 2000;

function exitCodeOf({ failure }: FlowResult): number {
  if (failure === undefined) return 0;
  return allFailures(failure).every(({ code }) => code === USAGE) ? 2 : 1;
}

async function perform(name: string, words: readonly string[], terminal: Terminal, masks: Masks, signal: AbortSignal): Promise<FlowResult> {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) {
    const meant = nearest(name, Object.keys(verbs));
    throw usage(`lockgate has no verb "${name.slice(0, 60)}"`, meant === undefined ? 'see lockgate --help' : `write lockgate ${meant}`);
  }
  const inputs = readWords(words, verb.options);
  const { context, close } = openContext({ inputs, terminal, masks, signal, version: verb.version ?? '' });
  try {
    return await verb.run(context, terminal);
  } finally {
    await close();
  }
}

/** What `npx lockgate …` calls. Never rejects: what goes wrong is told, and is in the exit code. */
export async function cli(words: readonly string[]): Promise<void> {
  const [name = '', ...rest] = words;
  const masks = new Masks(() => undefined);
  const startedAt = new Date();
  // A word that is no flow of this version never gets far enough to be on record.
  const stub = { action: (Object.hasOwn(verbs, name) ? name : 'lockgate') as FlowId, environment: '', startedAt };
  const tell = (result: FlowResult): void => {
    terminal.print(...renderConsole(result.report));
    process.exitCode = exitCodeOf(result);
  };
  const guard = guardProcess(
    (signal) => {
      terminal.print(`cancelled (${signal}): nothing new is started; what was begun on a host is seen to its end`);
    },
    (failure) => {
      tell(failedResult(stub, failure, new Date()));
      return Promise.resolve();
    },
  );
  const terminal = openTerminal(masks, guard.signal);
  if (name === '' || name === 'help' || name === '--help' || rest.includes('--help')) {
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    terminal.print(...(verb === undefined ? help(verbs) : helpFor(name, verb)));
    process.exitCode = name === '' ? 2 : 0;
  } else {
    let result: FlowResult;
    try {
      result = await perform(name, rest, terminal, masks, guard.signal);
    } catch (error) {
      result = failedResult(stub, thrownFailure(error, guard.signal), new Date());
    }
    tell(withFailures(result, guard.stray));
  }
  guard.release();
  setTimeout(() => process.exit(), LINGER_MS).unref();
}
