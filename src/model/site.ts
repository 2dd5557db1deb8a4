import type { Layout } from './layout';

/** What every plugin may know about where it works. */
export interface Site {
  readonly app: string;
  readonly environment: string;
  readonly layout: Layout;
  /** The checkout on the runner. */
  readonly workspace: string;
  /** The public base address; empty when there is none. */
  readonly url: string;
}
