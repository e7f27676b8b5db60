/**
 * Checks whether a new struct is where an editor would have put it: between neighbours that come in this
 * order, with nothing between them that its author must have known. Only then does Yjs merge it to the same
 * position in every load; where that is not certain, a scratch document must show it.
 */
import type { Knowledge, Reader, Site } from './knowledge.ts';
import type { Id, Struct } from './parse.ts';

/** Describes what is right of something in the author's own text, null at its end. */
interface Follower {
  readonly id: Id | null;
  /** Counts the others who wrote in between at once. */
  readonly crowd: number;
}

/** Represents the beginning of a sequence: no clock, since nothing is left of it. */
const beginning = -1;

/** Holds what an author has put into one site so far, next to what is known there. */
class OwnText {
  readonly #followers = new Map<number, Map<number, Follower>>();
  isEmpty = true;
  /** Gives how much of the known text had been tried when the author's began. */
  readonly tried: number;

  constructor(tried: number) {
    this.tried = tried;
  }

  /**
   * Returns the follower of an inserted struct, or of one that something was inserted behind; undefined where
   * only the known text decides.
   */
  after(left: Id | null): Follower | undefined {
    return this.#followers.get(left?.client ?? 0)?.get(left?.clock ?? beginning);
  }

  put(left: Id | null, follower: Follower): void {
    const client = left?.client ?? 0;
    let ofClient = this.#followers.get(client);
    if (!ofClient) this.#followers.set(client, (ofClient = new Map<number, Follower>()));
    ofClient.set(left?.clock ?? beginning, follower);
    this.isEmpty = false;
  }
}

/** Counts the concurrent writers at the same spot that a struct has to pass; 0 is the plain case. */
export type Crowding = number | 'unsure';

/**
 * Tracks what the author of a section has read of the known text, and what it inserts. A long write that is
 * validated in instalments has one for all of them: what others write in between, its author had not read.
 */
export class Neighbourhood implements Reader {
  readonly client: number;
  readonly #known: Knowledge;
  /** Gives the clock up to which its author wrote before. */
  readonly #committed: number;
  readonly #isAlone: boolean;
  readonly #ownTexts = new Map<Site, OwnText>();
  /** Holds the own texts by name: a site that is made by one instalment is another object for the next. */
  readonly #ownTextsByName = new Map<string, OwnText>();
  readonly #read = new Map<number, number>();

  /** Creates a reader. `isAlone`: only one struct is checked. */
  constructor(client: number, known: Knowledge, isAlone: boolean) {
    this.client = client;
    this.#known = known;
    this.#committed = known.clockOf(client);
    this.#isAlone = isAlone;
  }

  hasRead(client: number, clock: number): boolean {
    return (this.#read.get(client) ?? 0) > clock;
  }

  /**
   * Returns the crowding of a struct that is all or partly new. To be called for each new struct in order, as
   * long as none is unsure.
   */
  crowdingOf(struct: Struct, site: Site): Crowding {
    const { client } = this;
    const left = struct.clock < this.#committed ? { client, clock: this.#committed - 1 } : struct.origin;
    const right = struct.rightOrigin;
    if (this.#isAlone) return this.#crowdingInKnown(site, left, right, true);
    const text = this.#ownTextIn(site);
    // Others may write between two of an author's own, and do no harm where an editor would put it; what was
    // only tried may stand where it moves when another comes next to it.
    if (text.tried !== this.#triedIn(site)) return 'unsure';
    const crowding = this.#crowdingIn(text, site, left, right);
    if (crowding === 'unsure') return crowding;
    this.#readThrough(left);
    this.#readThrough(right);
    text.put(left, { id: { client, clock: Math.max(struct.clock, this.#committed) }, crowd: crowding });
    // Concurrent writers do not come between the struct and what continues it.
    text.put({ client, clock: struct.clock + struct.length - 1 }, { id: right, crowd: 0 });
    return crowding;
  }

  /**
   * Computes the crowding; plain where the two are adjacent in the author's text: the room has all of it, and
   * so could its author.
   */
  #crowdingIn(text: OwnText, site: Site, left: Id | null, right: Id | null): Crowding {
    const follower = text.after(left);
    if (follower) return sameId(follower.id, right) ? follower.crowd : 'unsure';
    if (left === null || !this.#isOwn(left)) return this.#crowdingInKnown(site, left, right, text.isEmpty);
    // The struct goes into one of the author's own, which so far is whole.
    return right !== null && right.client === left.client && right.clock === left.clock + 1 ? 0 : 'unsure';
  }

  #crowdingInKnown(site: Site, left: Id | null, right: Id | null, isFirst: boolean): Crowding {
    if (this.#isNew(site.holder)) return isFirst && left === null && right === null ? 0 : 'unsure';
    if (this.#isNew(left) || this.#isNew(right)) return 'unsure';
    return this.#known.between(site, left, right, this);
  }

  #ownTextIn(site: Site): OwnText {
    const met = this.#ownTexts.get(site);
    if (met) return met;
    const name = nameOf(site);
    const text = this.#ownTextsByName.get(name) ?? new OwnText(this.#triedIn(site));
    this.#ownTextsByName.set(name, text);
    this.#ownTexts.set(site, text);
    return text;
  }

  #triedIn(site: Site): number {
    return this.#isNew(site.holder) ? 0 : this.#known.triedIn(site);
  }

  #isOwn({ client, clock }: Id): boolean {
    return client === this.client && clock >= this.#committed;
  }

  #isNew(id: Id | null): boolean {
    return id !== null && id.clock >= this.#known.clockOf(id.client);
  }

  #readThrough(id: Id | null): void {
    if (id && !this.hasRead(id.client, id.clock)) this.#read.set(id.client, id.clock + 1);
  }
}

const sameId = (a: Id | null, b: Id | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);

const nameOf = ({ root, holder, key }: Site): string =>
  JSON.stringify([root, holder?.client, holder?.clock, key]);
