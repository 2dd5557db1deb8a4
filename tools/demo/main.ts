import { relative, resolve } from 'node:path';

import { type Version, versions } from '../../src/cli/demo/application';
import { tellVisits } from '../../src/cli/demo/tell-visits';
import { Visitors } from '../../src/cli/demo/visitors';
import type { RunResult } from '../workflow-runner';
import { Lab } from './lab';
import { checkPromises } from './promises';
import { bold, say, showEvent } from './show';
import { Summaries } from './summaries';

const titles: Readonly<Record<Version, string>> = {
  v1: 'v1: the first deploy to an empty server',
  v2: 'v2: a good release with a migration',
  v3: 'v3: starts well and falls ill under traffic',
};

/** A run that is ended by us, not by GitHub, is ended at once. */
const atOnce = { interruptMs: 0, terminateMs: 0, orphanMs: 0, jobMs: 0 };

async function main(interrupted: AbortSignal): Promise<number> {
  const began = Date.now();
  const keep = process.env['LOCKGATE_DEMO_KEEP'] === '1';
  const summaries = new Summaries(resolve('.lockgate-demo'));
  const lab = await Lab.open();
  const visitors = new Visitors(lab.url);
  try {
    say(`A server of its own: SSH on port ${lab.server.port} of this machine, its disk is ${lab.folder}/server, its application will be at ${lab.url}`);
    const runs: Partial<Record<Version, RunResult>> = {};
    const spans = new Map<Version, { from: number; to: number }>();
    for (const version of versions) {
      say(`\n${bold(titles[version])}\n  git push origin ${version}`);
      const from = Date.now();
      const run = await lab.push(version, { onEvent: (event) => !interrupted.aborted && showEvent(event), cancel: interrupted, grace: atOnce });
      if (interrupted.aborted) return 130;
      runs[version] = run;
      spans.set(version, { from, to: Date.now() });
      await summaries.write(version, run);
      say(`  the run is ${run.conclusion === 'success' ? 'green' : 'red'}`);
      if (version !== 'v1') continue;
      if (run.conclusion !== 'success') return fail(`v1 was not released, so there is nothing to show; see ${summaries.folder}/v1.log`);
      visitors.start();
    }
    await new Promise((done) => setTimeout(done, 500));
    await visitors.stop();
    say(`\n${bold('What visitors saw')}, twenty requests a second, every tenth adds a product`);
    tellVisits(visitors.visits, spans).forEach((line) => say(line));
    const kept = await checkPromises(lab, runs as Record<Version, RunResult>, visitors.added);
    if (interrupted.aborted) return 130;
    say(`\n${bold('What was promised')}`);
    for (const { promise, kept: good, found } of kept) say(`  ${good ? '✓' : '✗'} ${promise}  (${found})`);
    say(`\nJob summaries and logs: ${relative(process.cwd(), summaries.folder)}/  (v1, v2, v3; .md, .html, .log)`);
    if (keep) say(`Kept, as LOCKGATE_DEMO_KEEP=1 says: ${lab.folder}`);
    say(`${((Date.now() - began) / 1000).toFixed(0)} s in all`);
    return kept.every(({ kept: good }) => good) ? 0 : 1;
  } finally {
    visitors.leave();
    await lab.close(keep && !interrupted.aborted);
    if (interrupted.aborted) summaries.remove();
  }
}

function fail(why: string): 1 {
  say(`\n${why}`);
  return 1;
}

const interruption = new AbortController();
const interrupt = (): void => {
  if (!interruption.signal.aborted) say('\nstopped: ending everything');
  interruption.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
// Whoever read our output has gone.
process.stdout.on('error', () => interruption.abort());

main(interruption.signal).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
