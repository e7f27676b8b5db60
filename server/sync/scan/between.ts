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
    if (
      client === this.#reader.client ||
      (this.#read.get(client) ?? 0) > clock ||
      this.#reader.hasRead(client, clock)
    )
      return false;
    this.#runs.add(run);
    return true;
  }

  /**
   * Whether all in it stands as editors put things: between the same two neighbours or beside one another, or around either without
   * having read it. What reaches beyond a neighbour that it knew goes elsewhere when it meets, at the next load, what is put in now.
   */
  isInOrder(): boolean {
    const { left, leftRun, right } = this.#neighbours;
    for (const run of this.#runs) {
      const { originAuthor, originClock, rightAuthor, rightClock } = run;
      const beginsHere =
        run === leftRun || isAt(left, originAuthor, originClock) || this.#holds(originAuthor, originClock);
      const endsHere = isAt(right, rightAuthor, rightClock) || this.#holds(rightAuthor, rightClock);
      if (!beginsHere && (this.#holds(rightAuthor, rightClock) || hasRead(run, left))) return false;
      if (!endsHere && (this.#holds(originAuthor, originClock) || hasRead(run, right))) return false;
    }
    return true;
  }

  #holds(author: Author | null, clock: number): boolean {
    if (author === null) return false;
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

const isAt = (id: Id | null, author: Author | null, clock: number): boolean =>
  id === null || author === null ? id === author : id.client === author.client && id.clock === clock;

/** Whether the author of a run has read an id, as far as its neighbours tell and theirs; where a place begins and ends, everybody knows. */
function hasRead(run: Run, id: Id | null): boolean {
  if (id === null) return true;
  const reaches = (author: Author | null, clock: number): boolean =>
    author?.client === id.client && clock >= id.clock;
  const tells = ({ originAuthor, originClock, rightAuthor, rightClock }: Run): boolean =>
    reaches(originAuthor, originClock) || reaches(rightAuthor, rightClock);
  return (
    reaches(run.author, run.clock) ||
    tells(run) ||
    (run.originAuthor !== null && tells(run.originAuthor.at(run.originClock))) ||
    (run.rightAuthor !== null && tells(run.rightAuthor.at(run.rightClock)))
  );
}
