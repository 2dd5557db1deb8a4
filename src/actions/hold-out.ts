import type { Asked, StrategyParts } from '../strategies/strategy';
import type { Session } from './session';

/** A gate says that nothing is moved: who of the batch gets traffic until a person has decided, and how that is changed. */
export async function holdOut(session: Session, parts: StrategyParts, release: string, ill: readonly Asked[]): Promise<void> {
  const { reporter } = session;
  const { steps, out } = session.parts.strategy.hold(parts, ill);
  if (steps.length > 0) await session.run({ steps, lease: 'keep' });
  for (const { host, instances = [] } of ill) {
    const without = out.find((one) => one.host === host)?.instances ?? [];
    for (const instance of instances) {
      if (!without.includes(instance)) {
        reporter.note(`${host}/${instance} runs ${release} and gets traffic: no other instance of ${host} could`);
        continue;
      }
      const byHand = parts.proxy === undefined ? '' : `; to let it get traffic as it is, on ${host}: ${parts.proxy.admit(instance)}`;
      reporter.note(`${host}/${instance} runs ${release} and gets no traffic: the other instances serve. The action rollback with "level: R2", or the deploy of a version that mends it, brings it back${byHand}`);
    }
  }
}
