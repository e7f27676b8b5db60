/** Holds the structs of an update with the sites that they get, and how far each section is located. */
import { indexAt, type KnownStruct, type ItemSite } from './knowledge.ts';
import type { Content, Section, Struct } from './parse.ts';

/** Holds a struct of the update with the site that it gets, or that it has already. */
export class LocatedStruct implements KnownStruct {
  readonly client: number;
  readonly struct: Struct;
  readonly site: ItemSite;

  constructor(client: number, struct: Struct, site: ItemSite) {
    this.client = client;
    this.struct = struct;
    this.site = site;
  }

  get end(): number {
    return this.struct.clock + this.struct.length;
  }

  get content(): Content {
    return this.site === 'gone' ? 'gc' : this.struct.content;
  }

  get name(): string | null {
    return this.struct.name;
  }
}

/** Tracks how far the structs of a section are located. */
export class Progress implements Section {
  readonly client: number;
  readonly structs: readonly Struct[];
  readonly clock: number;
  readonly end: number;
  /** Gives the clock before the update. */
  readonly committed: number;
  /** Holds one entry for each struct up to here. */
  readonly located: LocatedStruct[] = [];
  /** Gives the clock up to here. */
  reached: number;
  /** States whether it is in the stack of sections that wait for one another. */
  waiting = false;

  constructor(section: Section, committed: number) {
    this.client = section.client;
    this.structs = section.structs;
    this.clock = section.clock;
    this.end = section.end;
    this.committed = committed;
    this.reached = committed;
  }

  get next(): number {
    return this.located.length;
  }

  /** Returns the located struct that covers a clock. */
  at(clock: number): LocatedStruct {
    const last = this.located.at(-1);
    const found = last && clock >= last.struct.clock ? last : this.located[indexAt(this.structs, clock)];
    if (!found) throw new Error('A struct was looked up before it was located');
    return found;
  }
}
