import { guessHosts } from '../config/guess-hosts';
import type { ParsedFile } from '../config/parse-yaml';
import { resolveTargets } from '../entry/targets';
import { Failure } from '../model/failure';
import { letItTravel } from '../shell/greet';
import { SshConnections } from '../shell/ssh-connections';
import type { Surroundings } from './surroundings';

/**
 * Begins to connect to where the hosts seem to be, so that they answer while the file is validated. A guess that proves wrong is a
 * connection that ends; what is missing is told once the whole file is read.
 */
export async function approachHosts({ options, variables, secret, signal }: Surroundings, { environment, parsed, workspace }: { readonly environment: string; readonly parsed: ParsedFile; readonly workspace: string }): Promise<SshConnections> {
  const connections = new SshConnections({ signal });
  const { root, problems } = parsed;
  // Where hosts are chosen, the others are none of this line's business.
  if (root === undefined || problems.any || options.has('host') || options.has('role')) return connections;
  try {
    for (const target of resolveTargets(guessHosts(root, environment, variables), { workspace, variables, secret, agentStandsIn: true }).values()) connections.openAhead(target);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
  await letItTravel();
  return connections;
}
