/**
 * Whether a new struct stands where an editor would have put it: between neighbours that come in this order, with nothing
 * between them that its author must have known. Only then does Yjs merge it to the same place in every load; where that
 * cannot be told from what is known, a scratch document must show it.
 */
import { indexAt, type Knowledge, type Site } from './knowledge.ts';
import type { Id, Section, Struct } from './parse.ts';

/** Ids, and with them nothing: the beginning or the end. */
class Neighbours {
  readonly #clocks = new Map<number, Set<number>>();

  /** False when it was there already. */
  add(id: Id | null): boolean {
    const client = id?.client ?? 0;
    const clock = id?.clock ?? 0;
    const clocks = this.#clocks.get(client);
    if (!clocks) this.#clocks.set(client, new Set([clock]));
    else if (clocks.has(clock)) return false;
    else clocks.add(clock);
    return true;
  }
}

/** What structs of one section have taken in one place. */
class Taken {
  readonly #lefts = new Neighbours();
  readonly #rights = new Neighbours();
  isEmpty = true;
  /** Others have written at the same spot at once. */
  isCrowded = false;

  /** False when either neighbour was taken before. */
  take(left: Id | null, right: Id | null): boolean {
    this.isEmpty = false;
    const leftIsFree = this.#lefts.add(left);
    return this.#rights.add(right) && leftIsFree;
  }
}

/** `crowded` is plain, too, but integrating it means to pass whoever wrote at the same spot at once. */
export type Standing = 'plain' | 'crowded' | 'unsure';

export class Neighbourhood {
  readonly #section: Section;
  readonly #known: Knowledge;
  readonly #committed: number;
  /** Neighbours that structs of this section have taken already, by place; null where the section has a single struct. */
  readonly #taken: Map<Site, Taken> | null;

  constructor(section: Section, known: Knowledge, committed: number) {
    this.#section = section;
    this.#known = known;
    this.#committed = committed;
    this.#taken = section.structs.length === 1 ? null : new Map();
  }

  /** How the struct at this index, all or partly new, stands. To be asked for each new struct in order. */
  standingOf(index: number, site: Site): Standing {
    const { structs, client } = this.#section;
    const struct = structs[index];
    if (!struct) throw new Error('A struct was looked up beyond its section');
    const left = struct.clock < this.#committed ? { client, clock: this.#committed - 1 } : struct.origin;
    const right = struct.rightOrigin;
    const taken = this.#takenIn(site);
    const hasCompany = taken !== null && !taken.isEmpty;
    const isFree = taken === null || taken.take(left, right);
    if (this.#continues(structs[index - 1], left, right)) return 'plain';
    if (this.#precedes(left, right)) return taken?.isCrowded ? 'crowded' : 'plain';
    const standing = isFree ? this.#standingBetween(site, left, right, hasCompany) : 'unsure';
    if (taken && standing === 'crowded') taken.isCrowded = true;
    return standing;
  }

  #takenIn(site: Site): Taken | null {
    if (!this.#taken) return null;
    let taken = this.#taken.get(site);
    if (!taken) this.#taken.set(site, (taken = new Taken()));
    return taken;
  }

  /** Goes on where the struct before it ends. */
  #continues(before: Struct | undefined, left: Id | null, right: Id | null): boolean {
    return (
      before !== undefined &&
      left?.client === this.#section.client &&
      left.clock === before.clock + before.length - 1 &&
      sameId(right, before.rightOrigin)
    );
  }

  /** Stands right before an earlier new struct of its own, where that one began. */
  #precedes(left: Id | null, right: Id | null): boolean {
    if (right?.client !== this.#section.client || right.clock < this.#committed) return false;
    const own = this.#section.structs[indexAt(this.#section.structs, right.clock)];
    return own !== undefined && own.clock === right.clock && sameId(own.origin, left);
  }

  #standingBetween(site: Site, left: Id | null, right: Id | null, hasCompany: boolean): Standing {
    if (this.#isNew(site.holder)) return !hasCompany && left === null && right === null ? 'plain' : 'unsure';
    if (this.#isNew(left) || this.#isNew(right)) return 'unsure';
    const between = this.#known.between(site, left, right, this.#section.client);
    if (between === 'others') return hasCompany ? 'unsure' : 'crowded';
    return between === 'nothing' ? 'plain' : 'unsure';
  }

  #isNew(id: Id | null): boolean {
    return id !== null && id.clock >= this.#known.clockOf(id.client);
  }
}

const sameId = (a: Id | null, b: Id | null): boolean => a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);
