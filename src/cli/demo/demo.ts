import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { Failure, Failures } from '../../model/failure';
import { failedResult } from '../../entry/result';
import type { Surroundings } from '../surroundings';
import type { Terminal } from '../terminal';
import type { VerbResult } from '../verb';
import { type Version, versions } from './application';
import { Lab } from './lab';
import { removeLeftovers } from './leftovers';
import { requireNeeds } from './needs';
import { checkShop, type Kept } from './shop';
import { type Span, tellVisits } from './tell-visits';
import { Visitors } from './visitors';

const TITLES: Readonly<Record<Version, string>> = {
  v1: 'v1: the first deploy to an empty server',
  v2: 'v2: a good release with a migration',
  v3: 'v3: starts well and falls ill under traffic',
};
/** As `exit-codes.ts` has them. */
const GONE_BACK = 5;
/** What is asked last has its answer by then. */
const LAST_VISITS_MS = 500;

interface Deployed {
  readonly version: Version;
  readonly exit: number | null;
  readonly span: Span;
}

/** What came of it all; undefined where it was stopped. */
async function play(lab: Lab, visitors: Visitors, terminal: Terminal, signal: AbortSignal): Promise<{ readonly deployed: readonly Deployed[]; readonly promises: readonly Kept[] } | undefined> {
  terminal.print(`A server of its own: SSH on port ${lab.server.port} of this machine, its disk is ${lab.folder}/server, its application will be at ${lab.url}`);
  const deployed: Deployed[] = [];
  for (const version of versions) {
    terminal.print('', TITLES[version], `  $ npx lockgate deploy --version ${version}`);
    const from = Date.now();
    const exit = await lab.deploy(version, (line) => {
      if (!signal.aborted) terminal.print(line === '' ? '' : `  ${line}`);
    });
    if (signal.aborted) return undefined;
    deployed.push({ version, exit, span: { from, to: Date.now() } });
    if (version !== 'v1') continue;
    if (exit !== 0) break;
    visitors.start();
  }
  await new Promise((resolve) => setTimeout(resolve, LAST_VISITS_MS));
  await visitors.stop();
  const exits = deployed.map(({ exit }) => exit);
  const events = lab.messages.map(({ event }) => event);
  const promises: Kept[] = [
    { promise: 'v1 and v2 are released', kept: exits[0] === 0 && exits[1] === 0, found: `exit codes ${exits.slice(0, 2).join(', ')}` },
    { promise: 'v3 was brought back by itself', kept: exits[2] === GONE_BACK, found: `exit code ${exits[2] ?? 'none'}` },
    ...(exits[0] === 0 ? await checkShop(lab.url, lab.database, visitors.added) : []),
    { promise: 'the team was told', kept: events.join() === 'succeeded,succeeded,rolled-back', found: events.join(', ') },
  ];
  if (signal.aborted) return undefined;
  terminal.print('', 'What visitors saw, twenty requests a second, every tenth adds a product', ...tellVisits(visitors.visits, new Map(deployed.map(({ version, span }) => [version, span]))));
  terminal.print('', 'What was promised', ...promises.map(({ promise, kept, found }) => `  ${kept ? '✓' : '✗'} ${promise}  (${found})`), '');
  return { deployed, promises };
}

/** Deploys a shop three times to a server that lives as long as this does; the third time it comes back. */
export async function demo({ options, signal }: Surroundings, terminal: Terminal): Promise<VerbResult> {
  const startedAt = new Date();
  const program = realpathSync(process.argv[1] ?? '');
  const source = join(dirname(program), '../examples/demo');
  requireNeeds(source);
  for (const folder of await removeLeftovers()) terminal.progress(`removed ${folder}, left of a demo that was killed`);
  const keep = options.has('keep');
  const lab = await Lab.open({ program, source });
  const visitors = new Visitors(lab.url);
  const stop = (): void => {
    lab.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return conclude(startedAt, await play(lab, visitors, terminal, signal), keep && !signal.aborted ? lab.folder : '');
  } finally {
    signal.removeEventListener('abort', stop);
    visitors.leave();
    await lab.close(keep && !signal.aborted);
  }
}

function conclude(startedAt: Date, played: Awaited<ReturnType<typeof play>>, kept: string): VerbResult {
  const now = new Date();
  const stub = { action: 'demo', environment: '', startedAt } as const;
  if (played === undefined) return failedResult(stub, new Failure({ kind: 'interrupted', code: 'LG-CANCELLED', problem: 'the demo was stopped', next: 'nothing is left of it; start it again' }), now);
  const { deployed, promises } = played;
  const data = { deployed: deployed.map(({ version, exit }) => ({ version, exit })), promises };
  const broken = promises.filter((one) => !one.kept);
  if (broken.length > 0) {
    const problems = broken.map(({ promise, found }) => new Failure({ kind: 'command', code: 'LG-DEMO-PROMISE', problem: `not kept: ${promise}`, cause: found, next: 'read what the deploys say above' }));
    return { ...failedResult(stub, new Failures(problems), now), data };
  }
  return {
    outputs: {},
    data,
    report: {
      ...stub,
      status: 'passed',
      headline: 'two releases, and an ill one that came back by itself; nothing is left of it',
      app: 'shop',
      version: '',
      release: '',
      startedAt: startedAt.toISOString(),
      durationMs: now.getTime() - startedAt.getTime(),
      timeline: [],
      gates: [],
      facts: [],
      commands: [],
      failures: [],
      notes: kept === '' ? [] : [`kept: ${kept}`],
      ...(kept === '' ? {} : { headline: 'two releases, and an ill one that came back by itself' }),
    },
  };
}
