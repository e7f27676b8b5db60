/**
 * What a room knows of the structs it holds, as the scanner needs it: how far each client id has come, and where a struct
 * stands. `Pending` lays accepted but not yet committed updates over what is committed.
 */
import type { Content, Id, Range, Section, Struct } from './parse.ts';

/** Where a struct stands in the tree; `gone` once its parent was deleted, when nobody can tell any more. */
export type Place =
  | 'gone'
  | {
      /** The root's name, or `client,clock` of the struct that holds the parent type. */
      readonly parent: string;
      readonly within: 'root' | 'element' | 'text' | 'type';
      /** The key of a map or the attribute of an element; null for a place in a sequence. */
      readonly sub: string | null;
      readonly depth: number;
    };

export interface KnownStruct {
  readonly place: Place;
  readonly content: Content;
}

export interface Knowledge {
  /** The next clock expected of a client id; 0 for an unknown one. */
  clockOf(client: number): number;
  /** For clocks below clockOf. */
  structAt(client: number, clock: number): KnownStruct;
  /** Whether one known struct stands before another in the same sequence; false where that would be costly to find. */
  stands(left: Id, before: Id): boolean;
  /** The parts of a range, all below clockOf, that are not deleted yet. */
  liveParts(client: number, range: Range): readonly Range[];
}

/** A section whose structs have their places, in the order of `structs`. */
export interface PlacedSection extends Section {
  readonly places: readonly Place[];
}

export class Pending implements Knowledge {
  readonly #base: Knowledge;
  readonly #sections = new Map<number, PlacedSection[]>();

  constructor(base: Knowledge) {
    this.#base = base;
  }

  add(sections: Iterable<PlacedSection>): void {
    for (const section of sections) {
      const laid = this.#sections.get(section.client);
      if (laid) laid.push(section);
      else this.#sections.set(section.client, [section]);
    }
  }

  clear(): void {
    this.#sections.clear();
  }

  clockOf(client: number): number {
    return this.#sections.get(client)?.at(-1)?.end ?? this.#base.clockOf(client);
  }

  structAt(client: number, clock: number): KnownStruct {
    if (clock < this.#base.clockOf(client)) return this.#base.structAt(client, clock);
    const section = this.#sections.get(client)?.find((one) => clock < one.end);
    if (!section) throw new Error('A struct was looked up beyond what is known');
    return placedStruct(section, clock);
  }

  stands(left: Id, before: Id): boolean {
    const committed = left.clock < this.#base.clockOf(left.client) && before.clock < this.#base.clockOf(before.client);
    return committed && this.#base.stands(left, before);
  }

  /** What is pending counts as alive: deleting it twice is stored twice and means the same. */
  liveParts(client: number, range: Range): readonly Range[] {
    const committed = this.#base.clockOf(client);
    const end = range.clock + range.length;
    if (end <= committed) return this.#base.liveParts(client, range);
    if (range.clock >= committed) return [range];
    return [
      ...this.#base.liveParts(client, { clock: range.clock, length: committed - range.clock }),
      { clock: committed, length: end - committed }
    ];
  }
}

/** The struct that covers a clock of its section. */
export function placedStruct(section: PlacedSection, clock: number): KnownStruct {
  const index = indexAt(section.structs, clock);
  const struct = section.structs[index];
  const place = section.places[index];
  if (!struct || place === undefined) throw new Error('A struct was looked up before it had its place');
  return { place, content: place === 'gone' ? 'gc' : struct.content };
}

function indexAt(structs: readonly Struct[], clock: number): number {
  let low = 0;
  let high = structs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((structs[middle]?.clock ?? 0) <= clock) low = middle;
    else high = middle - 1;
  }
  return low;
}
