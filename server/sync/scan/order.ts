/**
 * Checks whether a new struct is where an editor would have put it: between neighbours that come in this
 * order, with nothing between them that its author must have known. Only then does Yjs merge it to the same
 * position in every load; where that is not certain, a scratch document must show it.
 */
import type { Crowding, Knowledge, Reader, Site } from './knowledge.ts';
import type { Id, ParsedUpdate, Struct } from './parse.ts';
import { Gap, Piece, OwnText, Writer } from './written-pieces.ts';

/** Limits the pieces at the same spot that are looked at before their order counts as unsure. */
const maxPassed = 1_000;

export interface OrderCheck {
  /**
   * Returns the crowding of a struct that is all or partly new. To be called for each new struct, after those
   * that it refers to, as long as all were counted.
   */
  crowdingOf(client: number, struct: Struct, site: Site): Crowding;
}

export const orderCheckOf = (update: ParsedUpdate, known: Knowledge): OrderCheck =>
  isOneStruct(update) ? new SingleStruct(known) : new Neighbourhood(known);

function isOneStruct({ sections }: ParsedUpdate): boolean {
  const [only] = sections.values();
  return sections.size === 1 && only?.structs.length === 1;
}

/** Checks an update of one struct, as each key that is typed makes one: nothing of it is next to anything else of it. */
class SingleStruct implements OrderCheck {
  readonly #known: Knowledge;

  constructor(known: Knowledge) {
    this.#known = known;
  }

  crowdingOf(client: number, struct: Struct, site: Site): Crowding {
    const neighbours = neighboursOf(client, struct, this.#known.clockOf(client));
    return crowdingInKnown(this.#known, site, neighbours, { client, hasRead: () => false }, true);
  }
}

/**
 * Tracks what an update inserts, and what its author has read of the known text. An author writes under several
 * client ids: what is inserted under one may be next to what is inserted under another. A long write that is
 * validated in instalments has one for all of them: what others write in between, its author had not read.
 */
export class Neighbourhood implements OrderCheck {
  readonly #known: Knowledge;
  readonly #writers = new Map<number, Writer>();
  readonly #ownTexts = new Map<Site, OwnText>();
  /** Holds the own texts by name: a site that is made by one instalment is another object for the next. */
  readonly #ownTextsByName = new Map<string, OwnText>();

  constructor(known: Knowledge) {
    this.#known = known;
  }

  crowdingOf(client: number, struct: Struct, site: Site): Crowding {
    const writer = this.#writerOf(client);
    const { committed } = writer;
    const { left, right } = neighboursOf(client, struct, committed);
    const text = this.#ownTextIn(site);
    // Others may write between two of an author's own, and do no harm where an editor would put it; what was
    // only tried may stand where it moves when another comes next to it.
    if (text.tried !== this.#triedIn(site)) return 'unsure';
    const before = left && this.#pieceEndingWith(left);
    const after = right && this.#pieceBeginningWith(right);
    let gap = before ? before.gap : text.gapBehind(left);
    if (!gap) {
      if (after) return 'unsure';
      const crowd = crowdingInKnown(this.#known, site, { left, right }, writer, text.isEmpty);
      if (typeof crowd === 'string') return crowd;
      gap = new Gap(right, crowd);
      text.add(left, gap);
    }
    if (!after && !sameId(gap.right, right)) return 'unsure';
    const passed = passedBetween(before ? before.next : gap.first, after, client);
    const previous = passed && this.#placeAmong(passed, { before, after }, { left, right }, client);
    if (!passed || previous === 'unsure') return 'unsure';
    if (left && !before) writer.readThrough(left);
    if (right && !after) writer.readThrough(right);
    const clocks = { clock: Math.max(struct.clock, committed), end: struct.clock + struct.length };
    const piece = new Piece(client, clocks, { left, right, gap });
    piece.linkBehind(previous);
    writer.pieces.push(piece);
    // Concurrent writers do not come between the author's own and what continues it.
    return passed.length + (before ? 0 : gap.crowd);
  }

  /**
   * Returns the piece behind which one comes between two neighbours with others in between, which its author
   * wrote under other ids as if it knew nothing of them: an editor puts what begins a block behind the letters
   * that are typed there. Unsure where one of them reaches beyond a neighbour that it knew. The order is that of
   * Yjs, as in the struct index.
   */
  #placeAmong(
    passed: readonly Piece[],
    { before, after }: { readonly before: Piece | null; readonly after: Piece | null },
    { left, right }: Neighbours,
    client: number
  ): Piece | null | 'unsure' {
    if (passed.length === 0) return before;
    const positions = new Map(passed.map((piece, index) => [piece, index]));
    const positionOf = (id: Id | null): number | undefined => {
      const piece = id && this.#pieceAt(id);
      return piece ? positions.get(piece) : undefined;
    };
    const holds = (id: Id | null): boolean => positionOf(id) !== undefined;
    // Who knows a neighbour knows what that was put next to.
    if ([before?.right, after?.origin, after?.right].some((id) => id && holds(id))) return 'unsure';
    const isInOrder = passed.every((piece) => {
      const beginsHere = sameId(piece.origin, left) || holds(piece.origin);
      const endsHere = sameId(piece.right, right) || holds(piece.right);
      if (!beginsHere && (holds(piece.right) || this.#hasRead(piece, left))) return false;
      return endsHere || !(holds(piece.origin) || this.#hasRead(piece, right));
    });
    if (!isInOrder) return 'unsure';
    let previous = before;
    let settled = 0;
    for (const [index, other] of passed.entries()) {
      if (sameId(other.origin, left)) {
        if (other.client > client) {
          if (sameId(other.right, right)) break;
          continue;
        }
      } else {
        const origin = positionOf(other.origin);
        if (origin === undefined) break;
        if (origin >= settled) continue;
      }
      previous = other;
      settled = index + 1;
    }
    return previous;
  }

  /** Checks whether a piece was written with an id known, as far as its neighbours and their neighbours show. */
  #hasRead(piece: Piece, id: Id | null): boolean {
    if (id === null) return true;
    const reaches = (other: Id | null): boolean => other?.client === id.client && other.clock >= id.clock;
    const neighboursReach = ({ origin, right }: Piece): boolean => reaches(origin) || reaches(right);
    return [
      piece,
      piece.origin && this.#pieceAt(piece.origin),
      piece.right && this.#pieceAt(piece.right)
    ].some((one) => one && neighboursReach(one));
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
    return isNew(this.#known, site.holder) ? 0 : this.#known.triedIn(site);
  }

  #writerOf(client: number): Writer {
    const met = this.#writers.get(client);
    if (met) return met;
    const writer = new Writer(client, this.#known.clockOf(client));
    this.#writers.set(client, writer);
    return writer;
  }

  #pieceAt({ client, clock }: Id): Piece | null {
    return this.#writers.get(client)?.pieceAt(clock) ?? null;
  }

  #pieceEndingWith(id: Id): Piece | null {
    const piece = this.#pieceAt(id);
    if (piece && id.clock < piece.end - 1) this.#writerOf(id.client).cut(piece, id.clock + 1);
    return piece;
  }

  #pieceBeginningWith(id: Id): Piece | null {
    const piece = this.#pieceAt(id);
    return piece && piece.clock < id.clock ? this.#writerOf(id.client).cut(piece, id.clock) : piece;
  }
}

interface Neighbours {
  readonly left: Id | null;
  readonly right: Id | null;
}

/** Returns the neighbours of the new part of a struct. */
const neighboursOf = (client: number, struct: Struct, committed: number): Neighbours => ({
  left: struct.clock < committed ? { client, clock: committed - 1 } : struct.origin,
  right: struct.rightOrigin
});

/** Computes the crowding next to what is known, all of which its author may have read. */
function crowdingInKnown(
  known: Knowledge,
  site: Site,
  { left, right }: Neighbours,
  reader: Reader,
  isFirst: boolean
): Crowding {
  if (isNew(known, site.holder)) return isFirst && left === null && right === null ? 0 : 'unsure';
  return isNew(known, left) || isNew(known, right) ? 'unsure' : known.between(site, left, right, reader);
}

/**
 * Checks whether a struct stands between known neighbours across something that its author knew. It is asked where the
 * order is unsure already: a trial tries some orders of load, and not all.
 */
export function isPassedOver(known: Knowledge, client: number, struct: Struct, site: Site): boolean {
  const { left, right } = neighboursOf(client, struct, known.clockOf(client));
  if (isNew(known, site.holder) || isNew(known, left) || isNew(known, right)) return false;
  return known.between(site, left, right, { client, hasRead: () => false }) === 'passed-over';
}

const isNew = (known: Knowledge, id: Id | null): boolean =>
  id !== null && id.clock >= known.clockOf(id.client);

/** Lists the pieces up to another or the end; null where it does not come, or one of them is under the same id. */
function passedBetween(from: Piece | null, to: Piece | null, client: number): Piece[] | null {
  const passed: Piece[] = [];
  for (let next = from; next !== to; next = next.next) {
    if (next === null || next.client === client || passed.length === maxPassed) return null;
    passed.push(next);
  }
  return passed;
}

const sameId = (a: Id | null, b: Id | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);

const nameOf = ({ root, holder, key }: Site): string =>
  JSON.stringify([root, holder?.client, holder?.clock, key]);
