import type { Reader } from './knowledge.ts';
import type { Id } from './parse.ts';
import type { Author, Run } from './runs.ts';

export interface Neighbours {
  readonly left: Id | null;
  readonly leftRun: Run | null;
  readonly right: Id | null;
  readonly rightRun: Run | null;
}

/** What stands between two neighbours, as far as their reader need not have known it. */
export class Between {
  readonly #neighbours: Neighbours;
  readonly #reader: Reader;
  /** How far, of each client, one must have read who knows the two. */
  readonly #read = new Map<number, number>();
  readonly #runs = new Set<Run>();

  constructor(neighbours: Neighbours, reader: Reader) {
    this.#neighbours = neighbours;
    this.#reader = reader;
    this.#readWith(neighbours.left, neighbours.leftRun);
    this.#readWith(neighbours.right, neighbours.rightRun);
  }

  get size(): number {
    return this.#runs.size;
  }

  /** The next run, from a clock on: of the left neighbour's own what comes after it in there. False where the reader must have known it. */
  hold(run: Run, clock: number): boolean {
    const { client } = run.author;
    if (client === this.#reader.client || (this.#read.get(client) ?? 0) > clock || this.#reader.hasRead(client, clock)) return false;
    this.#runs.add(run);
    return true;
  }

  /**
   * Whether all in it was put between the same two neighbours or beside one another. What reaches beyond them goes elsewhere when
   * it meets, at the next load, what is put in between now.
   */
  isOfItsOwn(): boolean {
    const { left, leftRun, right } = this.#neighbours;
    for (const run of this.#runs) {
      const beginsHere = run === leftRun || this.#isHere(left, run.originAuthor, run.originClock);
      if (!beginsHere || !this.#isHere(right, run.rightAuthor, run.rightClock)) return false;
    }
    return true;
  }

  /** Whether an id is this neighbour or stands between the two. */
  #isHere(neighbour: Id | null, author: Author | null, clock: number): boolean {
    if (author === null) return neighbour === null;
    if (neighbour !== null && author.client === neighbour.client && clock === neighbour.clock) return true;
    const run = author.at(clock);
    const { left, leftRun } = this.#neighbours;
    return this.#runs.has(run) && (run !== leftRun || left === null || clock > left.clock);
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
