/**
 * Who may change an environment on a host. `token` rises with every taking; a mutating script whose token is not the
 * one on record refuses to run.
 */
export interface Lease {
  readonly v: 1;
  /** `repository/run/job`; a later attempt of the same run is the same owner. */
  readonly owner: string;
  readonly token: number;
  /** Seconds since the epoch, by the host's clock. */
  readonly expires: number;
  /** The change it was taken for. */
  readonly change: string;
  /** What a person sees: the action and the run's link. */
  readonly note: string;
}

/** Seconds a lease lasts while an action runs; renewed by every mutating script and by the keeper in between. */
export const LEASE_ACTIVE_S = 90;
/** Seconds it lasts between two actions of a job. */
export const LEASE_PARKED_S = 30 * 60;
