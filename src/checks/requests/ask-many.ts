import type { HttpAnswer, Ports } from '../../shell/ports';
import { clean } from '../answer';
import type { CheckContext } from '../check';
import { fillHeaders, hide } from './headers';
import type { Headers } from './settings';
import { targetOf } from './targets';
import type { Asked } from './targets';

export interface Asking extends Asked {
  readonly headers: Headers;
  readonly requests: number;
}

/** Answers of one address to the same request, in order; fewer than wanted where the time was over. */
export interface Many {
  readonly shown: string;
  readonly answers: readonly Exclude<HttpAnswer, { kind: 'unasked' }>[];
  /** Why nothing, or no more, could be asked. */
  readonly why?: string;
}

/** Asks one after the other, so that the requests do not wait for each other. */
export async function askMany(asking: Asking, context: CheckContext, ports: Ports, timeoutMs: number): Promise<Many> {
  const { target, why } = targetOf(asking, context);
  const shown = target?.shown ?? asking.path ?? '/';
  if (target === undefined) return { shown, answers: [], why };
  const filled = fillHeaders(asking.headers, ports);
  if ('missing' in filled) return { shown, answers: [], why: `the variable ${filled.missing} is not set; hand it over with \`env:\`` };
  const end = ports.now().getTime() + timeoutMs;
  const answers: Exclude<HttpAnswer, { kind: 'unasked' }>[] = [];
  while (answers.length < asking.requests) {
    const left = end - ports.now().getTime();
    if (left <= 0) return { shown, answers, why: 'the time was over' };
    const answer = hide(await ports.http({ target: target.target, headers: filled.headers, timeoutMs: left }), filled.secrets);
    if (answer.kind === 'unasked') return { shown, answers, why: clean(answer.cause) };
    answers.push(answer);
  }
  return { shown, answers };
}
