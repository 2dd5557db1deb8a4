import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allJobs, type JobResult, type RunResult, type StepResult } from '../workflow-runner';
import type { Version } from '../../src/cli/demo/application';
import { headline } from './show';

const style = `
:root{color-scheme:light dark;--text:#1f2328;--dim:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--page:#fff;--red:#d1242f;--green:#1a7f37}
@media(prefers-color-scheme:dark){:root{--text:#f0f6fc;--dim:#9198a1;--line:#3d444d;--soft:#151b23;--page:#0d1117;--red:#f85149;--green:#3fb950}}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--text);background:var(--page);max-width:64rem;margin:2rem auto;padding:0 1.5rem}
h1{font-size:1.7rem;margin-bottom:.2rem}h2{font-size:1.25rem;margin-top:0}h3{font-size:1rem;margin:1.2rem 0 .4rem}
section{border:1px solid var(--line);border-left:4px solid var(--line);border-radius:6px;padding:1rem 1.25rem .4rem;margin:1.2rem 0}
.success{border-left-color:var(--green)}.failure{border-left-color:var(--red)}
.success .mark,h1.success .mark{color:var(--green)}.failure .mark{color:var(--red)}h1{border:0}
table{border-collapse:collapse;margin:.3rem 0 1rem;font-size:.9rem;max-width:100%}td,th{border:1px solid var(--line);padding:.3rem .7rem;text-align:left;vertical-align:top;overflow-wrap:break-word}section td{max-width:24rem}
th{background:var(--soft)}thead:not(:has(th:not(:empty))){display:none}tbody tr:nth-child(2n){background:var(--soft)}
pre{background:var(--soft);border-radius:6px;padding:.7rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}code{font-family:ui-monospace,monospace}
nav table{width:100%}nav td{border-width:0 0 1px}nav td:first-child{width:1.2rem}nav td:nth-child(2),nav td:nth-child(3){white-space:nowrap}nav a{color:inherit}.dim,nav td:nth-child(3){color:var(--dim)}`;

const MARKS: Readonly<Record<string, string>> = { success: '✓', failure: '✗', cancelled: '!', skipped: '–' };

interface Told {
  readonly job: JobResult;
  readonly step: StepResult;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${String(char.charCodeAt(0))};`);
}

function mark(conclusion: string): string {
  return `<span class="mark">${MARKS[conclusion] ?? '·'}</span>`;
}

/** What happened, one line a step, before all of it. */
function overview(told: readonly Told[]): string {
  const rows = told
    .filter(({ step }) => step.stage !== 'post' && !step.id.startsWith('__'))
    .map(({ step }) => {
      const name = step.summary === '' ? escape(step.id) : `<a href="#${escape(step.id)}">${escape(step.id)}</a>`;
      const took = step.conclusion === 'skipped' ? '' : `${((step.endedAt - step.startedAt) / 1000).toFixed(1)} s`;
      return `<tr class="${step.conclusion}"><td>${mark(step.conclusion)}</td><td>${name}</td><td>${took}</td><td>${escape(step.conclusion === 'skipped' ? 'not needed' : headline(step))}</td></tr>`;
    });
  return `<nav><table><tbody>${rows.join('')}</tbody></table></nav>`;
}

/** The job summaries as GitHub would show them below a run, as Markdown and as a page, and the logs of all steps. */
export class Summaries {
  constructor(readonly folder: string) {
    this.remove();
    mkdirSync(folder, { recursive: true });
  }

  async write(version: Version, run: RunResult): Promise<void> {
    const { marked } = await import('marked');
    const told = allJobs(run).flatMap((job) => job.steps.map((step) => ({ job, step })));
    const summaries = told.filter(({ step }) => step.summary !== '');
    writeFileSync(join(this.folder, `${version}.md`), `${[`# ${version}: ${run.conclusion}`, ...summaries.map(({ step }) => step.summary)].join('\n\n')}\n`);
    const sections = await Promise.all(
      summaries.map(async ({ step }) => `<section id="${escape(step.stage === 'post' ? `post-${step.id}` : step.id)}" class="${step.conclusion}">${await marked.parse(step.summary)}</section>`),
    );
    const body = `<h1 class="${run.conclusion}">${mark(run.conclusion)} deploy ${version}: ${run.conclusion}</h1><p class="dim">The run's job summaries, as GitHub shows them below a run.</p>${overview(told)}${sections.join('\n')}`;
    writeFileSync(join(this.folder, `${version}.html`), `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${version}: ${run.conclusion}</title><style>${style}</style><body>${body}</body></html>\n`);
    const log = told.map(({ job, step }) => [`=== ${job.id} / ${step.stage === 'post' ? `Post ${step.id}` : step.id}: ${step.conclusion}`, ...step.log].join('\n'));
    writeFileSync(join(this.folder, `${version}.log`), `${log.join('\n\n')}\n`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
