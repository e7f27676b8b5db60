/**
 * What a room knows of its text, without the text: the order of everything in it, as Yjs has it. It answers the scanner, takes
 * in what the scanner accepted, and comes from stored bytes in a fraction of the time that a Y.Doc takes.
 * The order is that of Item.integrate in https://github.com/yjs/yjs, src/structs/Item.js.
 */
import { Between } from './between.ts';
import { Malformed } from './cursor.ts';
import type { KnownStruct, Knowledge, Place, Reader, Site } from './knowledge.ts';
import { parseUpdate, type Id, type Range, type Struct } from './parse.ts';
import { Gap, resolve, stored, type PlacedStruct } from './resolve.ts';
import { Author, canContinue, Held, Run, Sequence } from './runs.ts';

/** Stored bytes that are malformed or miss a part. */
export class UnreadableBytesError extends Error {
  override readonly name = 'UnreadableBytesError';
}

/** How many neighbours are looked at before their order counts as unsure. */
const maxSteps = 1_000;

/** What scan() accepted, and what resolve() made of stored bytes. */
export interface Integrable {
  readonly order: readonly PlacedStruct[];
  readonly deletions: ReadonlyMap<number, readonly Range[]>;
}

export class Skeleton implements Knowledge {
  readonly #authors = new Map<number, Author>();
  readonly #roots = new Map<string, Held>();
  /** Runs that may have become one with a neighbour. */
  #touched: Run[] = [];

  /** From trusted bytes: a snapshot, if any, and the updates after it in order. Throws UnreadableBytesError. */
  static from(parts: readonly Uint8Array[]): Skeleton {
    const skeleton = new Skeleton();
    for (const part of parts) skeleton.take(part);
    return skeleton;
  }

  /** Takes in trusted bytes that follow. Throws UnreadableBytesError. */
  take(part: Uint8Array): void {
    try {
      const update = parseUpdate(part);
      const { order } = resolve(update, this, stored);
      this.integrate({ order, deletions: update.deletions });
    } catch (cause) {
      if (cause instanceof Gap) throw new UnreadableBytesError('The stored bytes miss a part', { cause });
      if (cause instanceof Malformed)
        throw new UnreadableBytesError('The stored bytes are malformed', { cause });
      throw cause;
    }
  }

  /** Takes in what was found acceptable for this skeleton, now or before it grew; what it has already it passes over. */
  integrate({ order, deletions }: Integrable): void {
    // Within an update nothing becomes one until all of it is in, as in Yjs: of neighbours that are stated in the wrong order,
    // cutting the run that holds both makes another place than finding two.
    const grown = new Map<Author, number>();
    for (const placed of order) this.#add(placed, order.length === 1 ? null : grown);
    for (const [author, from] of grown) this.#joinFrom(author, from);
    for (const [client, ranges] of deletions) {
      const author = this.#authors.get(client);
      if (author) for (const range of ranges) this.#deleteRange(author, range);
    }
    if (this.#touched.length > 0) this.#joinTouched();
  }

  clockOf(client: number): number {
    return this.#authors.get(client)?.end ?? 0;
  }

  structAt(client: number, clock: number): KnownStruct {
    return this.#author(client).at(clock);
  }

  siteIn(parent: string | Id, key: string | null): Site | undefined {
    if (typeof parent === 'string') return this.#roots.get(parent)?.sequence(key);
    const { what } = this.#author(parent.client).at(parent.clock);
    return what instanceof Held ? what.sequence(key) : undefined;
  }

  between(site: Site, left: Id | null, right: Id | null, reader: Reader): number | 'unsure' {
    const leftRun = left && this.#author(left.client).at(left.clock);
    const target = right && this.#author(right.client).at(right.clock);
    if (leftRun?.sequence === null) return 'unsure';
    // An id may point into a run; what comes after it in there stands between, too.
    const isCut = left !== null && leftRun !== null && left.clock < leftRun.end - 1;
    if (isCut && target === leftRun && right?.clock === left.clock + 1) return 0;
    let run = leftRun ? leftRun.right : this.#firstIn(site);
    if (!isCut && run === target && (target === null || right?.clock === target.clock)) return 0;
    const between = new Between({ left, leftRun, right, rightRun: target }, reader);
    if (isCut && !between.hold(leftRun, left.clock + 1)) return 'unsure';
    for (; run !== target; run = run.right) {
      if (run === null || between.size === maxSteps || !between.hold(run, run.clock)) return 'unsure';
    }
    // Whoever knows the right neighbour knows what its author wrote before it.
    if (target !== null && right?.clock !== target.clock) return 'unsure';
    return between.isInOrder() ? between.size : 'unsure';
  }

  isReversed(left: Id, right: Id): boolean {
    const from = this.#author(left.client).at(left.clock);
    const to = this.#author(right.client).at(right.clock);
    if (from === to) return right.clock <= left.clock;
    let ahead = from.right;
    let behind = to.right;
    for (let steps = 0; steps < maxSteps; steps++) {
      if (ahead === to || behind === null) return false;
      if (behind === from || ahead === null) return true;
      ahead = ahead.right;
      behind = behind.right;
    }
    return true;
  }

  liveParts(client: number, range: Range): readonly Range[] {
    const author = this.#author(client);
    const end = range.clock + range.length;
    const parts: { clock: number; length: number }[] = [];
    for (let run: Run | undefined = author.at(range.clock); run && run.clock < end; run = author.after(run)) {
      if (run.isDeleted) continue;
      const from = Math.max(range.clock, run.clock);
      const to = Math.min(end, run.end);
      const last = parts.at(-1);
      if (last && last.clock + last.length === from) last.length += to - from;
      else parts.push({ clock: from, length: to - from });
    }
    return parts;
  }

  /** As Y.encodeStateVector writes it. */
  stateVector(): Uint8Array {
    const bytes: number[] = [];
    const write = (value: number): void => {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(128 | (rest % 128));
      bytes.push(rest);
    };
    const authors = [...this.#authors.values()].sort((a, b) => b.client - a.client);
    write(authors.length);
    for (const { client, end } of authors) {
      write(client);
      write(end);
    }
    return Uint8Array.from(bytes);
  }

  /** The sequences of every root, for what walks the whole text. */
  get roots(): ReadonlyMap<string, Held> {
    return this.#roots;
  }

  #firstIn(site: Site): Run | null {
    const sequence = site instanceof Sequence ? site : this.siteIn(site.holder ?? site.root ?? '', site.key);
    return sequence instanceof Sequence ? sequence.first : null;
  }

  #author(client: number): Author {
    const author = this.#authors.get(client);
    if (!author) throw new Error('A struct was looked up beyond what is known');
    return author;
  }

  /** `grown` is told from which clock on an author's runs may become one; null where that is to be seen to at once. */
  #add({ client, struct, place }: PlacedStruct, grown: Map<Author, number> | null): void {
    let author = this.#authors.get(client);
    if (!author) this.#authors.set(client, (author = new Author(client)));
    const known = author.end - struct.clock;
    if (known < 0) throw new Error('A struct was integrated before what it follows');
    if (known >= struct.length) return;
    if (grown && !grown.has(author)) grown.set(author, author.end);
    const length = struct.length - known;
    const sequence = this.#sequenceFor(place);
    if (sequence === null) return this.#addGone(author, length);
    const originAuthor = known > 0 ? author : struct.origin && this.#author(struct.origin.client);
    const originClock = known > 0 ? author.end - 1 : (struct.origin?.clock ?? 0);
    const left = originAuthor && this.#endingAt(originAuthor, originClock);
    const rightAuthor = struct.rightOrigin && this.#author(struct.rightOrigin.client);
    const rightClock = struct.rightOrigin?.clock ?? 0;
    const right = rightAuthor && this.#startingAt(rightAuthor, rightClock);
    if (left?.sequence === null || right?.sequence === null) return this.#addGone(author, length);
    if (
      grown === null &&
      left !== null &&
      left === author.last &&
      left.right === right &&
      left.what === struct.content &&
      canContinue(left.what) &&
      left.rightAuthor === rightAuthor &&
      left.rightClock === rightClock &&
      sequence.key === null
    ) {
      left.length += length;
      author.end += length;
      return;
    }
    const run = new Run(author, author.end, length, heldBy(struct), sequence);
    run.originAuthor = originAuthor;
    run.originClock = originClock;
    run.rightAuthor = rightAuthor;
    run.rightClock = rightClock;
    this.#link(run, sequence, left, right);
    const before = author.last;
    author.push(run);
    if (sequence.key !== null) {
      // The last of a key is its value; all before it are deleted.
      if (run.right !== null) this.#delete(run);
      else if (run.left) this.#delete(run.left);
    }
    if (before && grown === null) this.#join(before, run);
  }

  #addGone(author: Author, length: number): void {
    if (author.last?.what === 'gc') {
      author.last.length += length;
      author.end += length;
    } else author.push(new Run(author, author.end, length, 'gc', null));
  }

  #link(run: Run, sequence: Sequence, left: Run | null, right: Run | null): void {
    const isPlain = left ? left.right === right : right !== null && right.left === null;
    const before = isPlain ? left : lastBefore(run, left ? left.right : sequence.first, left, right);
    run.left = before;
    if (before) {
      run.right = before.right;
      before.right = run;
    } else {
      run.right = sequence.first;
      sequence.first = run;
    }
    if (run.right) run.right.left = run;
  }

  /** Null when the place is gone by now. */
  #sequenceFor(place: Place): Sequence | null {
    if (place === 'gone') return null;
    if (place instanceof Sequence) return place.isGone ? null : place;
    const held = place.root === null ? this.#heldAt(place.holder) : this.#root(place.root);
    if (held === null) return null;
    const found = held.sequence(place.key);
    if (found) return found;
    const made = new Sequence(place);
    if (place.key === null) held.children = made;
    else (held.keys ??= new Map<string, Sequence>()).set(place.key, made);
    return made;
  }

  #root(name: string): Held {
    let root = this.#roots.get(name);
    if (!root) this.#roots.set(name, (root = new Held('type', null)));
    return root;
  }

  #heldAt(id: Id | null): Held | null {
    const what = id && this.#author(id.client).at(id.clock).what;
    return what instanceof Held ? what : null;
  }

  /** The run that ends with this clock, cut off there if need be; a gone one is never cut. */
  #endingAt(author: Author, clock: number): Run {
    const run = author.at(clock);
    if (run.sequence !== null && clock < run.end - 1) this.#cut(run, clock + 1);
    return run;
  }

  #startingAt(author: Author, clock: number): Run {
    const run = author.at(clock);
    return run.sequence !== null && run.clock < clock ? this.#cut(run, clock) : run;
  }

  /** Returns the part from this clock on. */
  #cut(run: Run, clock: number): Run {
    const rest = new Run(run.author, clock, run.end - clock, run.what, run.sequence);
    rest.originAuthor = run.author;
    rest.originClock = clock - 1;
    rest.rightAuthor = run.rightAuthor;
    rest.rightClock = run.rightClock;
    rest.left = run;
    rest.right = run.right;
    if (rest.right) rest.right.left = rest;
    run.right = rest;
    run.length = clock - run.clock;
    run.author.insertAfter(run, rest);
    this.#touched.push(rest);
    return rest;
  }

  #deleteRange(author: Author, range: Range): void {
    const end = Math.min(range.clock + range.length, author.end);
    if (range.clock >= end) return;
    let run: Run | undefined = author.at(range.clock);
    if (!run.isDeleted && run.clock < range.clock) run = this.#cut(run, range.clock);
    for (; run && run.clock < end; run = author.after(run)) {
      if (run.isDeleted) continue;
      if (end < run.end) this.#cut(run, end);
      this.#delete(run);
    }
  }

  #delete(run: Run): void {
    if (run.isDeleted) return;
    if (run.what instanceof Held) this.#collapse(run.what);
    run.what = 'deleted';
    this.#touched.push(run);
  }

  /** What stands in a deleted type is gone, at any depth. */
  #collapse(held: Held): void {
    const open = [held];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const sequence of [next.children, ...(next.keys?.values() ?? [])]) {
        if (sequence === null) continue;
        sequence.isGone = true;
        for (let run = sequence.first; run;) {
          const { right, what } = run;
          if (what instanceof Held) open.push(what);
          run.collapse();
          this.#touched.push(run);
          run = right;
        }
        sequence.first = null;
      }
    }
  }

  #joinTouched(): void {
    const touched = this.#touched;
    this.#touched = [];
    for (const run of touched) {
      const { author } = run;
      // It may have become part of another meanwhile.
      if (author.at(run.clock) !== run) continue;
      const after = author.after(run);
      if (after) this.#join(run, after);
      const before = author.before(run);
      if (before) this.#join(before, run);
    }
  }

  #joinFrom(author: Author, clock: number): void {
    let run = author.at(Math.max(0, clock - 1));
    for (let next = author.after(run); next; next = author.after(run)) if (!this.#join(run, next)) run = next;
  }

  /** False when the two do not become one. */
  #join(run: Run, next: Run): boolean {
    if (!run.isContinuedBy(next)) return false;
    next.author.remove(next);
    run.length += next.length;
    if (next.sequence === null) return true;
    run.right = next.right;
    if (run.right) run.right.left = run;
    return true;
  }
}

function heldBy({ content, name }: Struct): Run['what'] {
  return content === 'element' || content === 'text' || content === 'type'
    ? new Held(content, name)
    : content;
}

/** Of those who wrote at the same spot at once, the last that comes before this run; all of Yjs' order is in here. */
function lastBefore(run: Run, first: Run | null, left: Run | null, right: Run | null): Run | null {
  let before = left;
  /** The runs passed so far with their position; from `settled` on it is open whether they come before this run. */
  const passed = new Map<Run, number>();
  let settled = 0;
  for (let other = first; other !== null && other !== right; other = other.right) {
    passed.set(other, passed.size);
    if (other.originAuthor === run.originAuthor && other.originClock === run.originClock) {
      if (other.author.client < run.author.client) {
        before = other;
        settled = passed.size;
      } else if (other.rightAuthor === run.rightAuthor && other.rightClock === run.rightClock) break;
    } else {
      const origin = other.originAuthor && passed.get(other.originAuthor.at(other.originClock));
      if (origin === null || origin === undefined) break;
      if (origin < settled) {
        before = other;
        settled = passed.size;
      }
    }
  }
  return before;
}
