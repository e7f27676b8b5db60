/**
 * Queues the jobs of the document workers: first in, first out per requester, and round robin among
 * requesters, so that many jobs of one delay no other.
 */

export interface Queued {
  /** Undefined where there is no particular one. */
  readonly requester: string | undefined;
  readonly bytes: number;
}

export interface Load {
  readonly jobs: number;
  readonly bytes: number;
}

const nothing: Load = { jobs: 0, bytes: 0 };

export class FairQueue<Job extends Queued> {
  /** The requester whose turn is next comes first. */
  readonly #queuesByRequester = new Map<string | undefined, Job[]>();

  load(of?: { readonly requester: string | undefined }): Load {
    const lists = of
      ? [this.#queuesByRequester.get(of.requester) ?? []]
      : [...this.#queuesByRequester.values()];
    return lists.flat().reduce((sum, job) => ({ jobs: sum.jobs + 1, bytes: sum.bytes + job.bytes }), nothing);
  }

  add(job: Job): void {
    const waiting = this.#queuesByRequester.get(job.requester);
    if (waiting) waiting.push(job);
    else this.#queuesByRequester.set(job.requester, [job]);
  }

  addFirst(job: Job): void {
    const others = [...this.#queuesByRequester];
    const own = this.#queuesByRequester.get(job.requester) ?? [];
    this.#queuesByRequester.clear();
    this.#queuesByRequester.set(job.requester, [job, ...own]);
    for (const [requester, jobs] of others)
      if (requester !== job.requester) this.#queuesByRequester.set(requester, jobs);
  }

  /** Takes the next job whose requester `may` be served. */
  take(may: (requester: string | undefined) => boolean): Job | undefined {
    for (const [requester, jobs] of this.#queuesByRequester) {
      const [job] = jobs;
      if (!job || !may(requester)) continue;
      jobs.shift();
      this.#queuesByRequester.delete(requester);
      if (jobs.length > 0) this.#queuesByRequester.set(requester, jobs);
      return job;
    }
    return undefined;
  }

  has(may: (requester: string | undefined) => boolean): boolean {
    return [...this.#queuesByRequester.keys()].some(may);
  }

  takeAll(): Job[] {
    const all = [...this.#queuesByRequester.values()].flat();
    this.#queuesByRequester.clear();
    return all;
  }
}
