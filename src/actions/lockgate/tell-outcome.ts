import { allFailures, Failure, Failures } from '../../model/failure';
import { count } from '../../model/words';
import type { FlowResult } from '../flow';
import { HELD, staysAsItIs } from '../gates';
import { HELD_CODE } from '../way-back-outcome';

/** Of a release that never came to the record, and of one that did; of the data only where it was touched. */
function wentBack({ outputs, report }: FlowResult): string {
  const { 'marked-bad': bad = '', level = '', loss = '' } = outputs;
  return [
    ...(bad === '' ? [] : [`the release ${bad} is marked bad`]),
    ...(level === 'R3' ? [`the backup was restored, ${loss === '0' ? 'and no row was lost' : `and ${count(Number(loss), 'row')} were lost`}`] : []),
    report.release === '' ? 'it was stopped, since there is none before it to go back to' : `${report.release} serves again`,
  ].join('; ');
}

/** What became of the release on which a gate closed; undefined where the gate itself said the last word. */
function whatFollowed({ report }: FlowResult, back: FlowResult): string | undefined {
  switch (back.outputs['status']) {
    case 'rolled-back':
      return wentBack(back);
    case 'held':
      return report.status === 'held' ? staysAsItIs(report.release) : 'the way back is held: the record does not say which one is right';
    case 'needs-approval':
      return 'the way back waits until somebody approves what it would destroy';
    case 'failed':
    case 'partial':
      return 'the way back was begun, and did not come to its end';
    default:
      return undefined;
  }
}

/** A gate that closed says what it leads to; once that was gone, it says what came of it. */
function retold(failed: FlowResult, failure: Failure, back: FlowResult): readonly Failure[] {
  const so = whatFollowed(failed, back);
  return allFailures(failure).map((one) => (one.facts.check === undefined || so === undefined ? one : new Failure({ ...one.facts, so })));
}

/** What went wrong, and what went wrong on the way back from it. That a gate holds is told once. */
export function joined(failed: FlowResult, failure: Failure, back: FlowResult | undefined): Failure {
  if (back === undefined) return failure;
  const first = retold(failed, failure, back);
  const told = failed.report.status === 'held' && first.some(({ facts }) => facts.next === HELD);
  const more = back.failure === undefined ? [] : allFailures(back.failure).filter(({ code }) => !told || code !== HELD_CODE);
  return new Failures([...first, ...more]);
}
