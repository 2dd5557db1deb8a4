import { decideWayBack } from '../../../src/model/way-back';
import type { WayBackFacts } from '../../../src/model/way-back';

const LOSSES = [0, 3, 7, 'unknown'] as const;

function* everyCombination(): Generator<WayBackFacts> {
  for (const serving of ['untouched', 'touched'] as const)
    for (const schema of ['unchanged', 'changed', 'unknown'] as const)
      for (const oldAcceptsSchema of ['yes', 'no', 'unknown'] as const)
        for (const corrupted of [false, true])
          for (const downgrade of ['none', 'lossless', 'lossy'] as const)
            for (const downgradeLoss of LOSSES)
              for (const backup of ['none', 'unverified', 'verified'] as const)
                for (const restoreLoss of LOSSES)
                  for (const lossAllowed of [0, 5]) yield { serving, schema, oldAcceptsSchema, corrupted, downgrade, downgradeLoss, backup, restoreLoss, lossAllowed };
}

const all = [...everyCombination()];

/** One promise about every combination; `when` must select something, or the promise would be empty. */
function promise(name: string, when: (facts: WayBackFacts) => boolean, holds: (decision: ReturnType<typeof decideWayBack>, facts: WayBackFacts) => boolean): void {
  it(name, () => {
    const selected = all.filter(when);
    expect(selected.length).toBeGreaterThan(0);
    const broken = selected.filter((facts) => !holds(decideWayBack(facts), facts));
    expect(broken.slice(0, 3)).toEqual([]);
  });
}

describe('the decision of the way back, over every combination of facts', () => {
  it('covers them all', () => {
    expect(all).toHaveLength(2 * 3 * 3 * 2 * 3 * 4 * 3 * 4 * 2);
  });

  promise('destroys nothing beyond what is allowed', () => true, (decision, facts) => decision.act !== 'go' || decision.rows <= facts.lossAllowed);
  promise('states the rows of whatever waits for approval, and they are more than allowed', () => true, (decision, facts) =>
    decision.act !== 'needs-approval' || decision.rows === 'unknown' || decision.rows > facts.lossAllowed);
  promise('never restores what is not a verified backup', (facts) => facts.backup !== 'verified', (decision) => decision.act === 'hold' || decision.level !== 'R3');
  it('says why the schema could not be read', () => {
    const [facts] = all.filter(({ schema }) => schema === 'unknown');
    expect(facts === undefined ? undefined : decideWayBack({ ...facts, schemaUnreadable: 'the database is locked' })).toMatchObject({ act: 'hold', why: expect.stringContaining('the database is locked') });
  });

  promise('moves nothing while the schema is unknown', (facts) => facts.schema === 'unknown', (decision) => decision.act === 'hold');
  promise('does nothing where nothing was touched', (facts) => facts.schema === 'unchanged' && facts.serving === 'untouched' && !facts.corrupted, (decision) => decision.act === 'go' && decision.level === 'R0');
  promise('switches the release back where the schema is as it was', (facts) => facts.schema === 'unchanged' && facts.serving === 'touched' && !facts.corrupted, (decision) => decision.act === 'go' && decision.level === 'R2' && decision.rows === 0);
  promise('never restores or downgrades where the old release accepts the schema', (facts) => facts.schema === 'changed' && facts.oldAcceptsSchema === 'yes' && !facts.corrupted, (decision) =>
    decision.act === 'go' && (decision.level === 'R0' || decision.level === 'R2'));
  promise('never switches to a release that does not work with the schema', (facts) => facts.schema === 'changed' && facts.oldAcceptsSchema !== 'yes', (decision) =>
    decision.act !== 'go' || decision.level === 'R1' || decision.level === 'R3');
  promise('prefers a lossless downgrade to a restore', (facts) => facts.schema === 'changed' && facts.oldAcceptsSchema === 'no' && facts.downgrade === 'lossless' && !facts.corrupted, (decision) =>
    decision.act === 'go' && decision.level === 'R1' && decision.rows === 0);
  promise('never downgrades data that cannot be trusted', (facts) => facts.corrupted, (decision) => decision.act === 'hold' || decision.level !== 'R1');
  promise('takes an uncountable loss for a person to decide', (facts) => facts.restoreLoss === 'unknown' && facts.downgradeLoss === 'unknown', (decision) => decision.act !== 'go' || decision.rows === 0);
  promise('always says why', () => true, (decision) => decision.why.length > 10);
});
