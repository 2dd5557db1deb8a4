import type { FlowContext } from '../actions/flow';
import { guessHosts } from '../config/guess-hosts';
import { parseFile, type ParsedFile } from '../config/parse-yaml';
import { type ConfigurationFile, findWorkspace, readConfiguration } from '../entry/checkout';
import type { ActionId } from '../model/action';
import { Failure } from '../model/failure';
import { Greetings, letItTravel } from '../shell/greet';
import type { SshConnections } from '../shell/ssh-connections';
import { CONNECT_TIMEOUT_MS } from '../shell/ssh-target';
import type { Edge } from './edge';

/** Actions that talk to no host. */
const SILENT: ReadonlySet<ActionId> = new Set(['notify']);

/** Most actions are over after so many remote commands: a shell that is started ahead, and that none of them needs, would be one more. */
const COMMANDS_OF_ONE = 4;

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
  /** As `SshOptions.onFirstScript`; of the root action it is not told. */
  readonly onFirstScript: () => void;
}

/**
 * Reads the file and begins to connect to where the hosts seem to be, so that their first answers come while the rest of the
 * program is loaded and the file is validated. They hear no more than who we are before that: a guess that proves wrong is a
 * connection that ends.
 */
export async function approachHosts({ id, inputs, edge, signal, onFirstScript }: ApproachRequest): Promise<Approach> {
  const env = process.env;
  const root = env['GITHUB_WORKSPACE'] ?? '';
  const workspace = findWorkspace(root, inputs.get('working-directory') ?? '.');
  const file = readConfiguration(root, workspace, inputs.get('config') ?? '.github/lockgate.yml');
  const parsed = parseFile(file.text, file.name);
  const greetings = new Greetings(CONNECT_TIMEOUT_MS, signal);
  const reachable = !SILENT.has(id) && parsed.root !== undefined && !parsed.problems.any;
  const guess = reachable ? guessHosts(parsed.root, inputs.get('environment') ?? '', env) : { hosts: [], bastions: [] };
  for (const { address, port, via } of [...guess.hosts, ...guess.bastions]) if (via === undefined) greetings.begin(address, port);
  if (reachable) await letItTravel();
  const { resolveTargets, SshConnections } = await import(/* webpackChunkName: "reach" */ './reach');
  // The root action goes on for longer, and has the most in memory meanwhile.
  const ofOne = id === 'lockgate' ? {} : { commandsAhead: COMMANDS_OF_ONE, onFirstScript };
  const connections = new SshConnections({ signal, greetings, ...ofOne });
  try {
    for (const target of resolveTargets(guess, { workspace, variables: env, secret: edge.secret, asPlanUser: inputs.get('dry-run') === 'true' }).values()) connections.openAhead(target);
  } catch (error) {
    // What is missing is told once the whole file is read.
    if (!(error instanceof Failure)) throw error;
  }
  if (reachable) await letItTravel();
  return { root, workspace, file, parsed, connections };
}
