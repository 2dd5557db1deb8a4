import type { HttpTarget } from '../../shell/ports';
import type { CheckContext } from '../check';
import type { HttpSettings } from './settings';

/** What says whom to ask. */
export type Asked = Pick<HttpSettings, 'url' | 'path' | 'from' | 'service' | 'port'>;

export interface Target {
  /** How the answer speaks of it where two are asked. */
  readonly name: 'instance' | 'public' | 'address';
  /** For people: the address, or the path on an instance. */
  readonly shown: string;
  readonly target: HttpTarget;
}

/** Moments at which the public address leads to the release in question. */
const SERVES: readonly string[] = ['released', 'watch', 'follow-up'];

export function portOf(settings: Pick<HttpSettings, 'port' | 'service'>, context: CheckContext): number | undefined {
  if (settings.port !== undefined) return settings.port;
  if (settings.service === undefined) return context.port;
  return context.runtime?.instances.find(({ name }) => name === settings.service)?.port;
}

/**
 * Whom to ask: once a release serves, the instance AND the public address, since either alone has been green while the
 * site was down. An empty list comes with the reason.
 */
export function targetsOf(settings: Asked, context: CheckContext): { readonly targets: readonly Target[]; readonly why: string } {
  const { url, from, path = '/' } = settings;
  if (url !== undefined) return { targets: [{ name: 'address', shown: url, target: { url } }], why: '' };
  const port = portOf(settings, context);
  const site = context.site.url;
  const instance: Target[] = port === undefined ? [] : [{ name: 'instance', shown: `${path} on port ${String(port)}`, target: { host: context.host, port, path } }];
  const outside: Target[] = site === '' ? [] : [{ name: 'public', shown: `${site}${path}`, target: { url: `${site}${path}` } }];
  if (settings.service !== undefined && port === undefined) return { targets: [], why: `the runtime has no instance called ${settings.service}` };
  if (from === 'host') return { targets: instance, why: 'the runtime tells no port; add `port` to it or to the check' };
  if (from === 'public') return { targets: outside, why: 'the environment has no `url`' };
  const both = SERVES.includes(context.moment) ? [...instance, ...outside] : instance.length > 0 ? instance : outside;
  return { targets: both, why: 'there is neither a port of the runtime nor a `url` of the environment' };
}

/** The one of them that figures are taken of: an average over two ways would be true of neither. */
export function targetOf(settings: Asked, context: CheckContext): { readonly target: Target | undefined; readonly why: string } {
  const { targets, why } = targetsOf(settings, context);
  return { target: targets[0], why };
}
