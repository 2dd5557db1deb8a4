import type { z } from 'zod';

import type { Command, Probe } from '../model/command';
import type { Privilege } from '../model/privilege';
import type { Site } from '../model/site';

/** One of the instances of an application on a host, at its port. */
export interface Backend {
  readonly name: string;
  readonly port: number;
}

/**
 * Makes traffic go to exactly a given set of the instances of a host. Contract (`__tests__/contracts/proxies`):
 * 1. `prepare` makes the proxy ready for `route` and moves no traffic; where the proxy is as it should be it does nothing.
 * 2. When `route` is through, every new request goes to an instance of the set and to none else, whatever was before: it
 *    ends when the proxy itself has said so, never when it was merely told.
 * 3. No request is lost by `route`: not one in flight, not one that is sent at that very moment on a kept-alive connection.
 * 4. What the proxy does not accept, or what somebody made invalid, is told in the proxy's own words, and traffic goes on as
 *    it did: nothing half done is left behind.
 * 5. `routed` says which instances get traffic, and changes nothing. All commands are idempotent.
 * 6. From the end of `close` until `open` every new request, whatever its method, is answered with 503, `Retry-After` and exactly
 *    the page that was given, whatever `prepare` and `route` do meanwhile; what is in flight ends as it would have. After `open`
 *    requests go where `route` said last. Neither loses a request, and each ends when the proxy itself has said so. `routed` and
 *    `closed` say so at any time.
 * 7. `validate` says whether the whole configuration, the team's own part of it too, is one that the proxy takes, in the proxy's
 *    own words, and changes nothing.
 * 8. `admit` is the line that a person types on the host, as the deploy user, to give one instance its traffic again: from then on it
 *    gets requests, no other one less than before, and it may be typed twice.
 */
export interface Proxy {
  readonly kind: string;
  /** What the deploy user must be allowed to run as another user; absent for nothing. */
  readonly privileges?: readonly Privilege[];
  prepare(): readonly Command[];
  /** Names of instances; none: visitors are told that nothing serves. */
  route(to: readonly string[]): readonly Command[];
  routed(): Probe<readonly string[]>;
  /** Everybody gets the page, and nobody an instance. `prepare` must be through. */
  close(page: string): readonly Command[];
  open(): readonly Command[];
  closed(): Probe<boolean>;
  validate(): Probe<ProxyValidity>;
  admit(instance: string): string;
}

export interface ProxyValidity {
  readonly valid: boolean;
  /** What the proxy's own program says. */
  readonly text: string;
  /** What was run to know it, as a person would type it. */
  readonly asked: string;
  /** What mends it. */
  readonly next: string;
}

export interface ProxyPlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  open(settings: S, site: Site, instances: readonly Backend[]): Proxy;
}
