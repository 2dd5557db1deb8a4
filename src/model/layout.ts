/** Where things are on a host, below the release path. */
export interface Layout {
  readonly root: string;
  readonly releases: string;
  readonly current: string;
  readonly shared: string;
  /** `.lockgate`: everything that Lockgate itself keeps. Mode 0700, unless somebody has opened it to the group of a user who may only read. */
  readonly state: string;
}

export function layoutOf(root: string): Layout {
  return { root, releases: `${root}/releases`, current: `${root}/current`, shared: `${root}/shared`, state: `${root}/.lockgate` };
}

/** A path a user wrote: absolute, or below the release path. */
export function below(layout: Layout, path: string): string {
  return path.startsWith('/') ? path : `${layout.root}/${path}`;
}
