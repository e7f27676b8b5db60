import type { Id } from './parse.ts';
import type { Author, Run } from './runs.ts';

/** What stands between two neighbours, and how far, of each client, an author must have read who knows the two. */
export class Between {
  readonly #left: Id | null;
  readonly #leftRun: Run | null;
  readonly #right: Id | null;
  readonly #read = new Map<number, number>();
  readonly #runs = new Set<Run>();

  constructor(left: Id | null, leftRun: Run | null, right: Id | null, rightRun: Run | null) {
    this.#left = left;
    this.#leftRun = leftRun;
    this.#right = right;
    this.#readWith(left, leftRun);
    this.#readWith(right, rightRun);
  }

  isRead(client: number, clock: number): boolean {
    return (this.#read.get(client) ?? 0) > clock;
  }

  /** Of the left neighbour's own run: what comes after it in there. */
  hold(run: Run): void {
    this.#runs.add(run);
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  /**
   * Whether all in it was put between the same two neighbours or beside one another. What reaches beyond them goes elsewhere when
   * it meets, at the next load, what is put into the gap now.
   */
  isOfItsOwn(): boolean {
    for (const run of this.#runs) {
      const startsInside = run === this.#leftRun || this.#isOf(this.#left, run.originAuthor, run.originClock);
      if (!startsInside || !this.#isOf(this.#right, run.rightAuthor, run.rightClock)) return false;
    }
    return true;
  }

  #isOf(neighbour: Id | null, author: Author | null, clock: number): boolean {
    if (author === null) return neighbour === null;
    if (neighbour !== null && author.client === neighbour.client && clock === neighbour.clock) return true;
    return this.#holds(author, clock);
  }

  #holds(author: Author, clock: number): boolean {
    const run = author.at(clock);
    return this.#runs.has(run) && (run !== this.#leftRun || clock > (this.#left?.clock ?? 0));
  }

  #readWith(id: Id | null, run: Run | null): void {
    if (!id || !run) return;
    this.#readThrough(id.client, id.clock);
    if (run.originAuthor) this.#readThrough(run.originAuthor.client, run.originClock);
    if (run.rightAuthor) this.#readThrough(run.rightAuthor.client, run.rightClock);
  }

  #readThrough(client: number, clock: number): void {
    if (clock >= (this.#read.get(client) ?? 0)) this.#read.set(client, clock + 1);
  }
}
