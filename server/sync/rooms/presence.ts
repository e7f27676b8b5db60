/**
 * Who is here, as the room tells it: each client speaks for itself only, and `user` in its state is the server's word.
 * Stock clients echo what they hear of others; such entries are dropped without a word.
 */
import { maxClientId } from '#wire/messages.ts';
import type { PresenceEntry } from '../cluster/fanout.ts';
import type { AwarenessEntry } from '../transport/frames.ts';
import { Cursor, Malformed } from '../scan/cursor.ts';
import { parseJson } from '../scan/values.ts';
import type { PresenceUser } from '../transport/presence-user.ts';

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
  presenceUser: PresenceUser;
  heardClock: number;
  sentClock: number;
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
  readonly #spoken = new WeakSet<PresenceUser>();
  /** The clock that was told last of each client, gone or not: who hears a lower one again passes it over. */
  readonly #lastSentClock = new Map<number, number>();

  /**
   * Takes an awareness update of one socket and returns what the others are to be told. Throws Malformed.
   * `ownerOf` tells who writes under a client id in this document.
   */
  hear(
    presenceUser: PresenceUser,
    update: Uint8Array,
    ownerOf: (client: number) => string | undefined
  ): AwarenessEntry[] {
    const first = !this.#spoken.has(presenceUser);
    const sent: AwarenessEntry[] = [];
    for (const entry of parseAwareness(update)) {
      const owner = ownerOf(entry.client);
      if (owner !== undefined && owner !== presenceUser.userId) continue;
      const taken = this.#take(presenceUser, entry, first);
      if (taken) sent.push(taken);
    }
    if (sent.length > 0) this.#spoken.add(presenceUser);
    return sent;
  }

  /** Everyone who is in the room, for one who joins or asks. */
  everyone(): AwarenessEntry[] {
    return [...this.everyoneHere(), ...[...this.#elsewhere.values()].map(({ entry }) => entry)];
  }

  /** Those who are in it by way of this node, for the other nodes. */
  everyoneHere(): PresenceEntry[] {
    return [...this.#byClient].map(([client, { sentClock, state, userId }]) => ({
      client,
      clock: sentClock,
      state,
      userId
    }));
  }

  /** What another node says of those who are there; returns what the others here are to be told. */
  hearElsewhere(node: string, entries: readonly PresenceEntry[]): AwarenessEntry[] {
    const sent: AwarenessEntry[] = [];
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
      const entry = { client, clock: this.#nextClock(client, clock), state };
      if (state === 'null') this.#elsewhere.delete(client);
      else this.#elsewhere.set(client, { node, userId, heardClock: clock, entry });
      sent.push(entry);
    }
    return sent;
  }

  /** Whoever was there has left: the node has gone, or is not heard any more. */
  goneElsewhere(node: string): AwarenessEntry[] {
    const left = [...this.#elsewhere.values()].filter((one) => one.node === node);
    return left.map(({ entry: { client, clock } }) => {
      this.#elsewhere.delete(client);
      return { client, clock: this.#nextClock(client, clock + 1), state: 'null' };
    });
  }

  /** The socket has closed; returns what the others are to be told. */
  leave(presenceUser: PresenceUser): AwarenessEntry[] {
    return [...this.#byClient]
      .filter(([, presence]) => presence.presenceUser === presenceUser)
      .map(([client, presence]) => this.#remove(client, presence));
  }

  #take(presenceUser: PresenceUser, entry: ParsedEntry, first: boolean): AwarenessEntry | undefined {
    const { client, clock } = entry;
    const here = this.#byClient.get(client);
    const elsewhere = this.#elsewhere.get(client);
    if (elsewhere && elsewhere.userId !== presenceUser.userId) return undefined;
    const known = here ?? this.#gone.get(client);
    if (known && known.userId !== presenceUser.userId) return undefined;
    if (known?.presenceUser === presenceUser) {
      if (clock < known.heardClock || (clock === known.heardClock && (entry.state !== null || !here)))
        return undefined;
    } else {
      // Another socket of the same person had this id: the client has come back, which it says before it has heard anything.
      if (known && !first) return undefined;
      if (entry.state === null || this.#idsOf(presenceUser) >= idsPerSocket) return undefined;
    }
    if (entry.state === null) return here && this.#remove(client, here);
    const goesOn = known ? known.sentClock + Math.max(1, clock - known.heardClock) : clock;
    const sentClock = this.#nextClock(client, goesOn);
    const state = stateOf(entry.state, presenceUser.user);
    this.#gone.delete(client);
    this.#elsewhere.delete(client);
    this.#byClient.set(client, {
      userId: presenceUser.userId,
      presenceUser,
      heardClock: clock,
      sentClock,
      state
    });
    return { client, clock: sentClock, state };
  }

  /** The clock to tell: a node whose room was closed meanwhile has forgotten how far it was, and a client may have come from another. */
  #nextClock(client: number, clock: number): number {
    const last = this.#lastSentClock.get(client);
    const sent = last !== undefined && clock <= last ? last + 1 : clock;
    // The latest stands last.
    this.#lastSentClock.delete(client);
    this.#lastSentClock.set(client, sent);
    for (const oldest of this.#lastSentClock.keys()) {
      if (this.#lastSentClock.size <= rememberedClocks) break;
      this.#lastSentClock.delete(oldest);
    }
    return sent;
  }

  #idsOf(presenceUser: PresenceUser): number {
    let count = 0;
    for (const presence of this.#byClient.values()) if (presence.presenceUser === presenceUser) count++;
    return count;
  }

  #remove(client: number, presence: Presence): AwarenessEntry {
    this.#byClient.delete(client);
    const gone = { ...presence, sentClock: this.#nextClock(client, presence.sentClock + 1), state: 'null' };
    this.#gone.set(client, gone);
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= remembered) break;
      this.#gone.delete(oldest);
    }
    return { client, clock: gone.sentClock, state: gone.state };
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

function stateOf(said: Readonly<Record<string, unknown>>, user: PresenceUser['user']): string {
  const state: Record<string, unknown> = { user };
  for (const key of clientKeys) if (Object.hasOwn(said, key)) state[key] = said[key];
  return JSON.stringify(state);
}
