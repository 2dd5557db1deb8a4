import type { Undo } from '../../model/journal';
import type { Asked, Held } from '../strategy';
import { stepId } from './roll';
import type { Roll } from './roll';

/** An instance whose gate passed beside one that is ill was without traffic for the question alone. */
export function hold({ parts, proxy, names }: Roll, ill: readonly Asked[]): Held {
  const undo: Undo = { kind: 'start-old', text: 'a way back lets every instance get traffic' };
  const hosts = parts.hosts.map((host) => {
    const meant = ill.filter((one) => one.host === host).flatMap(({ instances = names }) => instances);
    const out = names.filter((name) => meant.includes(name));
    // With none left, its visitors would be told that nothing serves: an answer that somebody has doubts about is more than that.
    return { host, out: out.length === names.length ? [] : out };
  });
  return {
    steps: hosts.map(({ host, out }) => ({
      id: stepId('proxy.route-held', host),
      title: out.length === 0 ? 'let every instance get traffic' : `let every instance but ${out.join(', ')} get traffic`,
      host,
      does: proxy.route(names.filter((name) => !out.includes(name))),
      undo,
    })),
    out: hosts.filter(({ out }) => out.length > 0).map(({ host, out }) => ({ host, instances: out })),
  };
}
