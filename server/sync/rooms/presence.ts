/**
 * Who is here, as the room tells it: each client speaks for itself only, and `user` in its state is the server's word.
 * Stock clients echo what they hear of others; such entries are dropped without a word.
 */
import { maxClientId } from '#wire/messages.ts';
import type { PresenceEntry } from '../nodes/fanout.ts';
import type { AwarenessEntry } from '../lines/frames.ts';
import { Cursor, Malformed } from '../scan/cursor.ts';
import { parseJson } from '../scan/values.ts';
import type { Speaker } from '../lines/speaker.ts';

/** Keys of a state that a client may set; all others are left out. */
const clientKeys = ['cursor', 'place'] as const;
const maxStateBytes = 8 * 1024;
const maxStateDepth = 8;
const maxClock = 2 ** 31;
const maxEntries = 256;
const idsPerSocket = 4;
/** How many ids that have gone are remembered, so that an echo that crosses a leave brings nobody back. */
const remembered = 256;
const rememberedClocks = 4 * remembered;

interface Presence {
  userId: string;
  speaker: Speaker;
  heardClock: number;
  toldClock: number;
  state: string;
}

/** A client that is in the room on another node. */
interface Elsewhere {
  readonly node: string;
  readonly userId: string;
  readonly heardClock: number;
  /** As it was told here. */
  readonly entry: AwarenessEntry;
}

export class Presences {
  readonly #elsewhere = new Map<number, Elsewhere>();
  readonly #byClient = new Map<number, Presence>();
  readonly #gone = new Map<number, Presence>();
  readonly #spoken = new WeakSet<Speaker>();
  /** The clock that was told last of each client, gone or not: who hears a lower one again passes it over. */
  readonly #lastTold = new Map<number, number>();

  /**
   * Takes an awareness update of one socket and returns what the others are to be told. Throws Malformed.
   * `ownerOf` tells who writes under a client id in this document.
   */
  hear(
    speaker: Speaker,
    update: Uint8Array,
    ownerOf: (client: number) => string | undefined
  ): AwarenessEntry[] {
    const first = !this.#spoken.has(speaker);
    const told: AwarenessEntry[] = [];
    for (const entry of parseAwareness(update)) {
      const owner = ownerOf(entry.client);
      if (owner !== undefined && owner !== speaker.userId) continue;
      const taken = this.#take(speaker, entry, first);
      if (taken) told.push(taken);
    }
    if (told.length > 0) this.#spoken.add(speaker);
    return told;
  }

  /** Everyone who is in the room, for one who joins or asks. */
  everyone(): AwarenessEntry[] {
    return [...this.everyoneHere(), ...[...this.#elsewhere.values()].map(({ entry }) => entry)];
  }

  /** Those who are in it by way of this node, for the other nodes. */
  everyoneHere(): PresenceEntry[] {
    return [...this.#byClient].map(([client, { toldClock, state, userId }]) => ({
      client,
      clock: toldClock,
      state,
      userId
    }));
  }

  /** What another node says of those who are there; returns what the others here are to be told. */
  hearElsewhere(node: string, entries: readonly PresenceEntry[]): AwarenessEntry[] {
    const told: AwarenessEntry[] = [];
    for (const { client, clock, state, userId } of entries) {
      const known = this.#elsewhere.get(client);
      // Whoever is here speaks for themselves: what another node still says of them is of before they came.
      if (this.#byClient.has(client) || (known && known.userId !== userId)) continue;
      if (
        state === 'null'
          ? !known
          : known?.node === node && known.heardClock === clock && known.entry.state === state
      )
        continue;
      const entry = { client, clock: this.#telling(client, clock), state };
      if (state === 'null') this.#elsewhere.delete(client);
      else this.#elsewhere.set(client, { node, userId, heardClock: clock, entry });
      told.push(entry);
    }
    return told;
  }

  /** Whoever was there has left: the node has gone, or is not heard any more. */
  goneElsewhere(node: string): AwarenessEntry[] {
    const left = [...this.#elsewhere.values()].filter((one) => one.node === node);
    return left.map(({ entry: { client, clock } }) => {
      this.#elsewhere.delete(client);
      return { client, clock: this.#telling(client, clock + 1), state: 'null' };
    });
  }

  /** The socket has closed; returns what the others are to be told. */
  leave(speaker: Speaker): AwarenessEntry[] {
    return [...this.#byClient]
      .filter(([, presence]) => presence.speaker === speaker)
      .map(([client, presence]) => this.#remove(client, presence));
  }

  #take(speaker: Speaker, entry: ParsedEntry, first: boolean): AwarenessEntry | undefined {
    const { client, clock } = entry;
    const here = this.#byClient.get(client);
    const elsewhere = this.#elsewhere.get(client);
    if (elsewhere && elsewhere.userId !== speaker.userId) return undefined;
    const known = here ?? this.#gone.get(client);
    if (known && known.userId !== speaker.userId) return undefined;
    if (known?.speaker === speaker) {
      if (clock < known.heardClock || (clock === known.heardClock && (entry.state !== null || !here)))
        return undefined;
    } else {
      // Another socket of the same person had this id: the client has come back, which it says before it has heard anything.
      if (known && !first) return undefined;
      if (entry.state === null || this.#idsOf(speaker) >= idsPerSocket) return undefined;
    }
    if (entry.state === null) return here && this.#remove(client, here);
    const goesOn = known ? known.toldClock + Math.max(1, clock - known.heardClock) : clock;
    const toldClock = this.#telling(client, goesOn);
    const state = stateOf(entry.state, speaker.user);
    this.#gone.delete(client);
    this.#elsewhere.delete(client);
    this.#byClient.set(client, { userId: speaker.userId, speaker, heardClock: clock, toldClock, state });
    return { client, clock: toldClock, state };
  }

  /** The clock to tell: a node whose room was closed meanwhile has forgotten how far it was, and a client may have come from another. */
  #telling(client: number, clock: number): number {
    const last = this.#lastTold.get(client);
    const told = last !== undefined && clock <= last ? last + 1 : clock;
    // The latest stands last.
    this.#lastTold.delete(client);
    this.#lastTold.set(client, told);
    for (const oldest of this.#lastTold.keys()) {
      if (this.#lastTold.size <= rememberedClocks) break;
      this.#lastTold.delete(oldest);
    }
    return told;
  }

  #idsOf(speaker: Speaker): number {
    let count = 0;
    for (const presence of this.#byClient.values()) if (presence.speaker === speaker) count++;
    return count;
  }

  #remove(client: number, presence: Presence): AwarenessEntry {
    this.#byClient.delete(client);
    const gone = { ...presence, toldClock: this.#telling(client, presence.toldClock + 1), state: 'null' };
    this.#gone.set(client, gone);
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= remembered) break;
      this.#gone.delete(oldest);
    }
    return { client, clock: gone.toldClock, state: gone.state };
  }
}

interface ParsedEntry {
  readonly client: number;
  readonly clock: number;
  readonly state: Readonly<Record<string, unknown>> | null;
}

function parseAwareness(update: Uint8Array): ParsedEntry[] {
  const cursor = new Cursor(update);
  const count = cursor.count(4);
  if (count > maxEntries) throw new Malformed('too many states');
  const entries: ParsedEntry[] = [];
  for (let left = count; left > 0; left--) {
    const client = cursor.uint(maxClientId);
    const clock = cursor.uint(maxClock);
    const source = cursor.string();
    if (source.length > maxStateBytes) throw new Malformed('state too large');
    const state = parseJson(source, maxStateDepth);
    if (typeof state !== 'object' || Array.isArray(state)) throw new Malformed('state is no object');
    entries.push({ client, clock, state: state as ParsedEntry['state'] });
  }
  cursor.end();
  return entries;
}

function stateOf(said: Readonly<Record<string, unknown>>, user: Speaker['user']): string {
  const state: Record<string, unknown> = { user };
  for (const key of clientKeys) if (Object.hasOwn(said, key)) state[key] = said[key];
  return JSON.stringify(state);
}
