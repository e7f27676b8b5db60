/** What waits in the workshop: each asker's in the order of asking, and of the askers one after the other, so that many jobs of one hold up no other. */

export interface Queued {
  /** Undefined where it is nobody's in particular. */
  readonly asker: string | undefined;
  readonly bytes: number;
}

export interface Load {
  readonly jobs: number;
  readonly bytes: number;
}

const nothing: Load = { jobs: 0, bytes: 0 };

export class FairQueue<Job extends Queued> {
  /** The asker whose turn is next comes first. */
  readonly #askers = new Map<string | undefined, Job[]>();

  /** Of all, or of one asker. */
  load(of?: { readonly asker: string | undefined }): Load {
    const lists = of ? [this.#askers.get(of.asker) ?? []] : [...this.#askers.values()];
    return lists.flat().reduce((sum, job) => ({ jobs: sum.jobs + 1, bytes: sum.bytes + job.bytes }), nothing);
  }

  add(job: Job): void {
    const waiting = this.#askers.get(job.asker);
    if (waiting) waiting.push(job);
    else this.#askers.set(job.asker, [job]);
  }

  /** Before everything else. */
  addFirst(job: Job): void {
    const others = [...this.#askers];
    const own = this.#askers.get(job.asker) ?? [];
    this.#askers.clear();
    this.#askers.set(job.asker, [job, ...own]);
    for (const [asker, jobs] of others) if (asker !== job.asker) this.#askers.set(asker, jobs);
  }

  /** The next one whose asker `may` be served. */
  take(may: (asker: string | undefined) => boolean): Job | undefined {
    for (const [asker, jobs] of this.#askers) {
      const [job] = jobs;
      if (!job || !may(asker)) continue;
      jobs.shift();
      this.#askers.delete(asker);
      if (jobs.length > 0) this.#askers.set(asker, jobs);
      return job;
    }
    return undefined;
  }

  has(may: (asker: string | undefined) => boolean): boolean {
    return [...this.#askers.keys()].some(may);
  }

  takeAll(): Job[] {
    const all = [...this.#askers.values()].flat();
    this.#askers.clear();
    return all;
  }
}
