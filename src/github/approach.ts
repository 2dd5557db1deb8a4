import type { FlowContext } from '../actions/flow';
import { guessHosts } from '../config/guess-hosts';
import { parseFile, type ParsedFile } from '../config/parse-yaml';
import type { ActionId } from '../model/action';
import { Failure } from '../model/failure';
import { SshConnections } from '../shell/ssh-connections';
import { type ConfigurationFile, findWorkspace, readConfiguration } from './checkout';
import type { Edge } from './edge';
import { resolveTargets } from './targets';

/** Actions that talk to no host. */
const SILENT: ReadonlySet<ActionId> = new Set(['notify']);

/** Of the event loop: a connection to a host nearby stands by then, and our greeting is on its way. */
const FIRST_TURNS = 6;

/** What an action has in its hands when its hosts are being reached. */
export interface Approach {
  /** Of the checkout. */
  readonly root: string;
  /** The folder that is deployed. */
  readonly workspace: string;
  readonly file: ConfigurationFile;
  readonly parsed: ParsedFile;
  readonly connections: SshConnections;
}

export interface ApproachRequest {
  readonly id: ActionId;
  readonly inputs: FlowContext['inputs'];
  readonly edge: Edge;
  readonly signal: AbortSignal;
}

/**
 * Reads the file and begins to connect to where the hosts seem to be, so that their first answer comes while the rest of
 * the program is loaded and the file is validated. Nothing is sent to them before that: a guess that proves wrong is a connection that ends.
 */
export async function approachHosts({ id, inputs, edge, signal }: ApproachRequest): Promise<Approach> {
  const env = process.env;
  const root = env['GITHUB_WORKSPACE'] ?? '';
  const workspace = findWorkspace(root, inputs.get('working-directory') ?? '.');
  const file = readConfiguration(root, workspace, inputs.get('config') ?? '.github/lockgate.yml');
  const parsed = parseFile(file.text, file.name);
  const connections = new SshConnections({ signal });
  const approach: Approach = { root, workspace, file, parsed, connections };
  if (SILENT.has(id) || parsed.root === undefined || parsed.problems.any) return approach;
  const guess = guessHosts(parsed.root, inputs.get('environment') ?? '', env);
  try {
    for (const target of resolveTargets(guess, { workspace, variables: env, secret: edge.secret }).values()) connections.openAhead(target);
  } catch (error) {
    // What is missing is told once the whole file is read.
    if (!(error instanceof Failure)) throw error;
  }
  // Lets the connections take their first steps before what follows keeps the process busy.
  for (let turn = 0; turn < FIRST_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return approach;
}
