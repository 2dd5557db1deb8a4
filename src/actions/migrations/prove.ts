import type { Proof } from '../../migrations/migration-tool';
import { asFailure, Failure } from '../../model/failure';
import { ask } from '../../shell/shell';
import type { Session } from '../session';

export interface Proven {
  readonly proof: Proof;
  /** The schema that it was proven from, for people. */
  readonly from: string;
}

/** Tries one way after another until the schema is the one that is expected. Throws the nearest difference where none is. */
export async function prove(session: Session, proof: Proof): Promise<Proven> {
  const { parts, context } = session;
  const shell = session.shell(parts.databaseHost);
  const told: { readonly from: string; readonly ran: boolean; readonly difference: readonly string[] }[] = [];
  for (const { from, probe } of proof.trials) {
    context.ports.progress(`trying ${proof.files.map(({ name }) => name).join(', ')} on ${from}`);
    try {
      const { equal, ran, difference } = await ask(shell, probe);
      if (equal) return { proof, from };
      told.push({ from, ran, difference });
    } catch (error) {
      // A backup that is gone or damaged is no reason not to look at the next.
      const failure = asFailure(error);
      if (failure.kind !== 'command') throw error;
      told.push({ from, ran: false, difference: [failure.facts.cause ?? failure.facts.problem] });
    }
  }
  // The shortest difference of schemas says most; what did not run at all says least.
  const compared = told.filter(({ ran }) => ran).sort((a, b) => a.difference.length - b.difference.length);
  const shown = compared.length === 0 ? told : compared.slice(0, 1);
  throw new Failure({
    kind: 'gate-closed',
    code: 'LG-RESOLVE-DIFFERS',
    problem: `the schema is not the one that ${proof.files.map(({ name }) => name).join(', ')} would have made; nothing was recorded`,
    host: parts.databaseHost,
    cause: shown.length === 0 ? 'there is nothing to begin with: no backup of before, and not all migrations are files here' : shown.map(({ from, difference }) => [`from ${from}:`, ...difference].join('\n')).join('\n'),
    next: 'lines with - are what the migrations make, lines with + what is there instead: make the schema the one of the files, or the files that of the schema; what was never applied is applied by a deploy',
  });
}
