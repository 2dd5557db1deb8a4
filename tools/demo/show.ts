import type { JobResult, RunEvent, StepResult } from '../workflow-runner';

const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
const paint = (code: number) => (text: string): string => (colours ? `\u001B[${code}m${text}\u001B[0m` : text);
const red = paint(31);
const green = paint(32);
const grey = paint(90);
export const bold = paint(1);

const marks: Readonly<Record<string, string>> = { success: green('✓'), failure: red('✗'), cancelled: red('!'), skipped: grey('-') };

export function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

function seconds(from: number, to: number): string {
  return `${((to - from) / 1000).toFixed(1)} s`;
}

/** Prints a run while it goes, as GitHub's page shows it: jobs, steps, what is red and why. */
export function showEvent(event: RunEvent): void {
  if (event.type === 'job-waiting') say(`  ${grey('◷')} ${event.job}: approval of the environment asked and given`);
  else if (event.type === 'job-started') say(`  ${grey('●')} ${bold(event.job)}`);
  else if (event.type === 'step-ended') showStep(event.result);
  else if (event.type === 'job-ended') showJob(event.result);
}

function showStep(step: StepResult): void {
  const name = step.id.startsWith('__') ? step.name.replace(/@[0-9a-f]{40}/, '') : step.stage === 'post' ? `Post ${step.id}` : step.id;
  const said = headline(step);
  say(`    ${marks[step.conclusion]} ${name.padEnd(16)} ${grey(step.conclusion === 'skipped' ? 'skipped' : seconds(step.startedAt, step.endedAt))}${said === '' || step.conclusion === 'failure' ? '' : `  ${grey(said)}`}`);
  if (step.conclusion === 'failure' || step.id === 'rollback') block(step).forEach((line) => say(`        ${line}`));
  for (const { level, title, message } of step.annotations) if (level !== 'notice') say(`        ${level === 'error' ? red('error') : 'warning'}: ${title === '' ? '' : `${title}: `}${message.split('\n')[0] ?? ''}`);
}

function showJob(job: JobResult): void {
  for (const { level, message } of job.annotations) say(`    ${level}: ${message}`);
  say(`  ${marks[job.conclusion]} ${bold(job.id)}  ${job.conclusion}, ${seconds(job.startedAt, job.endedAt)}`);
}

/** What an action says of itself in one line. */
export function headline(step: StepResult): string {
  return (step.log.find((line) => /^[✓✗–] /u.test(line)) ?? '').replace(/^[✓✗–] [a-z-]+: /u, '').replace(/ {2,}.*$/, '');
}

/** From its headline to its end, without the runner's own lines. */
function block(step: StepResult): string[] {
  const start = step.log.findIndex((line) => /^[✓✗–] /u.test(line));
  if (step.conclusion === 'skipped' || start < 0) return [];
  return step.log.slice(start).filter((line) => !line.startsWith('##['));
}
