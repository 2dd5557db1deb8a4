import type { Layout } from './layout';

/** What every plugin may know about where it works. */
export interface Site {
  readonly app: string;
  readonly environment: string;
  readonly layout: Layout;
  /** The checkout on the runner. */
  readonly workspace: string;
  /** Paths in it that stay there although they are no pattern's: what git ignores, where the checkout is somebody's own folder. */
  readonly ignored?: readonly string[];
  /** The public base address; empty when there is none. */
  readonly url: string;
  /** A user of its own asks, who may only read: plugins ask by that name, become nobody else, and write nowhere on the host. */
  readonly readsOnly?: true;
}
