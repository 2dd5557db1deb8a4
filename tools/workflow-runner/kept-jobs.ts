import type { JobResult } from './results';

/** "Re-run failed jobs": what succeeded, and needs nothing that runs again, is taken over with its outputs. */
export class KeptJobs {
  readonly #former = new Map<string, JobResult[]>();
  readonly #ids = new Set<string>();

  constructor(former: readonly JobResult[]) {
    for (const job of former) {
      // Those of a matrix are one job here.
      const id = job.id.replace(/ \([^/]*\)$/, '');
      this.#former.set(id, [...(this.#former.get(id) ?? []), job]);
    }
  }

  take(id: string, ancestors: readonly JobResult[]): readonly JobResult[] | undefined {
    const former = this.#former.get(id);
    if (former?.every((job) => job.result === 'success') !== true || !this.covers(ancestors)) return undefined;
    for (const job of former) this.#ids.add(job.id);
    return former;
  }

  covers(jobs: readonly JobResult[]): boolean {
    return jobs.every((job) => this.#ids.has(job.id));
  }
}
