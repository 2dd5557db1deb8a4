import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allJobs, type RunResult } from '../workflow-runner';
import type { Version } from './repository';

const style = 'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}pre,code{background:#f4f4f4}pre{padding:.6rem;overflow:auto}';

/** The job summaries as GitHub would show them below a run, as Markdown and as a page, and the logs of all steps. */
export class Summaries {
  constructor(readonly folder: string) {
    this.remove();
    mkdirSync(folder, { recursive: true });
  }

  async write(version: Version, run: RunResult): Promise<void> {
    const { marked } = await import('marked');
    const steps = allJobs(run).flatMap((job) => job.steps.map((step) => ({ job, step })));
    const markdown = [`# ${version}: ${run.conclusion}`, ...steps.filter(({ step }) => step.summary !== '').map(({ step }) => step.summary)].join('\n\n');
    writeFileSync(join(this.folder, `${version}.md`), `${markdown}\n`);
    const page = await marked.parse(markdown);
    writeFileSync(join(this.folder, `${version}.html`), `<!doctype html><html lang="en"><meta charset="utf-8"><title>${version}</title><style>${style}</style><body>${page}</body></html>\n`);
    const log = steps.map(({ job, step }) => [`=== ${job.id} / ${step.stage === 'post' ? `Post ${step.id}` : step.id}: ${step.conclusion}`, ...step.log].join('\n'));
    writeFileSync(join(this.folder, `${version}.log`), `${log.join('\n\n')}\n`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
