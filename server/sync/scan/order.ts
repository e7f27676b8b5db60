/**
 * Whether a new struct stands where an editor would have put it: between neighbours that come in this order, with nothing
 * between them that its author must have known. Only then does Yjs merge it to the same place in every load; where that
 * cannot be told from what is known, a scratch document must show it.
 */
import type { Knowledge, Site } from './knowledge.ts';
import type { Id, Section, Struct } from './parse.ts';

/** What stands right of something in the author's own text, null at its end; crowded where others wrote in between at once. */
interface Follower {
  readonly id: Id | null;
  readonly isCrowded: boolean;
}

/** One place as the author of a section has it: what is known, and what the section has put into it so far. */
class OwnText {
  readonly #followers = new Map<number, Map<number, Follower>>();
  isEmpty = true;

  /** Of what was put in, and of what it was put behind; undefined where only what is known tells. */
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

/** No clock: nothing stands left of it. */
const beginning = -1;

/** `crowded` is plain, too, but integrating it means to pass whoever wrote at the same spot at once. */
export type Standing = 'plain' | 'crowded' | 'unsure';

export class Neighbourhood {
  readonly #section: Section;
  readonly #known: Knowledge;
  readonly #committed: number;
  readonly #ownTexts = new Map<Site, OwnText>();

  constructor(section: Section, known: Knowledge, committed: number) {
    this.#section = section;
    this.#known = known;
    this.#committed = committed;
  }

  /** How the struct at this index, all or partly new, stands. To be asked for each new struct in order, as long as none is unsure. */
  standingOf(index: number, site: Site): Standing {
    const { structs, client } = this.#section;
    const struct = structs[index];
    if (!struct) throw new Error('A struct was looked up beyond its section');
    const left = struct.clock < this.#committed ? { client, clock: this.#committed - 1 } : struct.origin;
    if (structs.length === 1) return this.#standingInKnown(site, left, struct.rightOrigin, true);
    const text = this.#ownTextIn(site);
    const standing = this.#standingIn(text, site, left, struct.rightOrigin);
    if (standing !== 'unsure') put(text, { client, struct, left, isCrowded: standing === 'crowded' });
    return standing;
  }

  /** Plain where the two stand side by side in the author's text: the room has all of it, and so could its author. */
  #standingIn(text: OwnText, site: Site, left: Id | null, right: Id | null): Standing {
    const follower = text.after(left);
    if (follower) {
      if (!sameId(follower.id, right)) return 'unsure';
      return follower.isCrowded ? 'crowded' : 'plain';
    }
    if (left === null || !this.#isOwn(left)) return this.#standingInKnown(site, left, right, text.isEmpty);
    // Into a struct of the section's own, which so far stands as a whole.
    return right !== null && right.client === left.client && right.clock === left.clock + 1 ? 'plain' : 'unsure';
  }

  #ownTextIn(site: Site): OwnText {
    let text = this.#ownTexts.get(site);
    if (!text) this.#ownTexts.set(site, (text = new OwnText()));
    return text;
  }

  #isOwn({ client, clock }: Id): boolean {
    return client === this.#section.client && clock >= this.#committed;
  }

  #standingInKnown(site: Site, left: Id | null, right: Id | null, isAlone: boolean): Standing {
    if (this.#isNew(site.holder)) return isAlone && left === null && right === null ? 'plain' : 'unsure';
    if (this.#isNew(left) || this.#isNew(right)) return 'unsure';
    const between = this.#known.between(site, left, right, this.#section.client);
    if (between === 'others') return isAlone ? 'crowded' : 'unsure';
    return between === 'nothing' ? 'plain' : 'unsure';
  }

  #isNew(id: Id | null): boolean {
    return id !== null && id.clock >= this.#known.clockOf(id.client);
  }
}

/** It stands right of its left neighbour now; of what stands right of itself, what came at once does not come in between. */
function put(text: OwnText, { client, struct, left, isCrowded }: { client: number; struct: Struct; left: Id | null; isCrowded: boolean }): void {
  const first = left?.client === client && left.clock >= struct.clock ? left.clock + 1 : struct.clock;
  text.put(left, { id: { client, clock: first }, isCrowded });
  text.put({ client, clock: struct.clock + struct.length - 1 }, { id: struct.rightOrigin, isCrowded: false });
}

const sameId = (a: Id | null, b: Id | null): boolean => a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);
