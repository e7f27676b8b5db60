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

interface Taken {
  readonly lefts: Neighbours;
  readonly rights: Neighbours;
}

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

  /** Whether the struct at this index, all or partly new, stands plainly. To be asked for each new struct in order. */
  standsPlainly(index: number, site: Site): boolean {
    const { structs, client } = this.#section;
    const struct = structs[index];
    if (!struct) throw new Error('A struct was looked up beyond its section');
    const left = struct.clock < this.#committed ? { client, clock: this.#committed - 1 } : struct.origin;
    const right = struct.rightOrigin;
    let isFree = true;
    let hasCompany = false;
    if (this.#taken) {
      let taken = this.#taken.get(site);
      if (taken) hasCompany = true;
      else this.#taken.set(site, (taken = { lefts: new Neighbours(), rights: new Neighbours() }));
      const leftIsFree = taken.lefts.add(left);
      isFree = taken.rights.add(right) && leftIsFree;
    }
    return (
      this.#continues(structs[index - 1], left, right) ||
      this.#precedes(left, right) ||
      (isFree && this.#standsBetween(site, left, right, hasCompany))
    );
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

  #standsBetween(site: Site, left: Id | null, right: Id | null, hasCompany: boolean): boolean {
    if (this.#isNew(site.holder)) return !hasCompany && left === null && right === null;
    if (this.#isNew(left) || this.#isNew(right)) return false;
    const between = this.#known.between(site, left, right, this.#section.client);
    return between === 'nothing' || (between === 'others' && !hasCompany);
  }

  #isNew(id: Id | null): boolean {
    return id !== null && id.clock >= this.#known.clockOf(id.client);
  }
}

const sameId = (a: Id | null, b: Id | null): boolean => a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);
