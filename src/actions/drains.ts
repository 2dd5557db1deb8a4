import type { Step } from '../model/step';
import { count } from '../model/words';
import type { Session } from './session';
import type { StepResults } from './work';

interface Drained {
  readonly cut: number;
  readonly seconds: string;
}

/** What `lg_drain` printed; undefined for what is no drain. */
function readDrain(stdout: string): Drained | undefined {
  const match = /^(?:drained|cut) (\d+) (\d+)$/m.exec(stdout);
  return match === null ? undefined : { cut: Number(match[1]), seconds: (Number(match[2]) / 10).toFixed(1) };
}

/** How long each drain took, and what was cut: never silent, since each of them was somebody's request. */
export function tellDrains({ reporter, context }: Session, steps: readonly Step[], results: StepResults): void {
  for (const { id, host } of steps) {
    if (!id.startsWith('proxy.drain')) continue;
    const drain = readDrain((results.get(id) ?? []).map(({ stdout }) => stdout).join('\n'));
    if (drain === undefined) continue;
    const who = `${host}/${id.slice(id.lastIndexOf('/') + 1)}`;
    const text = drain.cut === 0 ? `${who} was without requests after ${drain.seconds} s` : `${count(drain.cut, 'connection')} of ${who} ${drain.cut === 1 ? 'was' : 'were'} cut at the deadline of the drain, ${drain.seconds} s`;
    context.ports.progress(text);
    if (drain.cut > 0) reporter.note(text);
    else reporter.fact(`drain of ${who}`, [['requests left', '0'], ['after', `${drain.seconds} s`]]);
  }
}
