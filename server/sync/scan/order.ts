/**
 * Whether a new struct stands where an editor would have put it: between neighbours that come in this order, with nothing
 * between them that its author must have known. Only then does Yjs merge it to the same place in every load; where that
 * cannot be told from what is known, a scratch document must show it.
 */
import { indexAt, type Knowledge, type Place } from './knowledge.ts';
import type { Id, Section, Struct } from './parse.ts';

export class Neighbourhood {
  readonly #section: Section;
  readonly #known: Knowledge;
  readonly #committed: number;
  /** Neighbours that structs of this section have taken already, by place. */
  readonly #taken = new Map<string, Set<string>>();

  constructor(section: Section, known: Knowledge) {
    this.#section = section;
    this.#known = known;
    this.#committed = known.clockOf(section.client);
  }

  /** Whether the struct at this index, all or partly new, stands plainly. To be asked for each new struct in order. */
  standsPlainly(index: number, place: Exclude<Place, 'gone'>): boolean {
    const { structs, client } = this.#section;
    const struct = structs[index];
    if (!struct) throw new Error('A struct was looked up beyond its section');
    const left = struct.clock < this.#committed ? { client, clock: this.#committed - 1 } : struct.origin;
    const right = struct.rightOrigin;
    const key = `${place.parent} ${place.key ?? ''}`;
    const taken = this.#taken.get(key);
    const names = [`left ${nameOf(left)}`, `right ${nameOf(right)}`];
    const isFree = !taken || !names.some((name) => taken.has(name));
    if (taken) for (const name of names) taken.add(name);
    else this.#taken.set(key, new Set(names));
    return (
      this.#continues(structs[index - 1], left, right) ||
      this.#precedes(left, right) ||
      (isFree && this.#standsBetween(place, left, right, taken !== undefined))
    );
  }

  /** Goes on where the struct before it ends. */
  #continues(before: Struct | undefined, left: Id | null, right: Id | null): boolean {
    return (
      before !== undefined &&
      left?.client === this.#section.client &&
      left.clock === before.clock + before.length - 1 &&
      nameOf(right) === nameOf(before.rightOrigin)
    );
  }

  /** Stands right before an earlier new struct of its own, where that one began. */
  #precedes(left: Id | null, right: Id | null): boolean {
    if (right?.client !== this.#section.client || right.clock < this.#committed) return false;
    const own = this.#section.structs[indexAt(this.#section.structs, right.clock)];
    return own !== undefined && own.clock === right.clock && nameOf(own.origin) === nameOf(left);
  }

  #standsBetween(place: Exclude<Place, 'gone'>, left: Id | null, right: Id | null, hasCompany: boolean): boolean {
    if (this.#isNew(place.holder)) return !hasCompany && left === null && right === null;
    if (this.#isNew(left) || this.#isNew(right)) return false;
    const between = this.#known.between(place, left, right, this.#section.client);
    return between === 'nothing' || (between === 'others' && !hasCompany);
  }

  #isNew(id: Id | null): boolean {
    return id !== null && id.clock >= this.#known.clockOf(id.client);
  }
}

const nameOf = (id: Id | null): string => (id ? `${id.client},${id.clock}` : '-');
