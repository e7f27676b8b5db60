/**
 * Manages the presence of a room: each client speaks for itself only, and `user` in its state is set by the
 * server. Stock clients echo the states of others; such entries are dropped silently.
 */
import type { PresenceEntry } from '../cluster/fanout.ts';
import type { AwarenessEntry } from '../transport/frames.ts';
import type { PresenceUser } from '../transport/presence-user.ts';
import { type ParsedEntry, parseAwareness } from './awareness-parsing.ts';

const idsPerSocket = 4;
/**
 * Limits the presence of one socket, since each state is sent to everyone: what comes faster is shown later,
 * the newest state of each client.
 */
const bytesPerSocket = { burst: 16 * 1024, perSecond: 4 * 1024 };
/** Limits what a client that joins is sent of the presence of all. */
const maxSentToOne = 256 * 1024;
/** Limits how many departed ids are remembered, so that an echo that crosses a leave restores no client. */
const remembered = 256;
const rememberedClocks = 4 * remembered;

interface Presence {
  userId: string;
  presenceUser: PresenceUser;
  heardClock: number;
  sentClock: number;
  state: string;
}

/** Describes a client that is in the room on another node. */
interface Elsewhere {
  readonly node: string;
  readonly userId: string;
  readonly heardClock: number;
  /** As it was sent here. */
  readonly entry: AwarenessEntry;
}

/** Describes what becomes of an awareness update. */
export interface Heard {
  /** Lists the entries for the others. */
  readonly sent: readonly AwarenessEntry[];
  /** Lists client ids that are to be reserved for their person before the presence under them is shown. */
  readonly unreserved: readonly number[];
}

export class Presences {
  readonly #elsewhere = new Map<number, Elsewhere>();
  readonly #byClient = new Map<number, Presence>();
  readonly #gone = new Map<number, Presence>();
  readonly #spoken = new WeakSet<PresenceUser>();
  readonly #paces = new WeakMap<PresenceUser, { held: number; at: number }>();
  /** Holds the newest states of clients whose sockets send too much. */
  readonly #postponed = new Map<PresenceUser, Map<number, ParsedEntry>>();
  /** Holds the clock that was sent last of each client, gone or not: a receiver ignores a lower one. */
  readonly #lastSentClock = new Map<number, number>();

  /**
   * Takes an awareness update of one socket. Throws Malformed. `ownerOf` returns the user who writes under a
   * client id in this document. `reserves`: a client id that its socket may write under is shown to nobody
   * before it belongs to its person, since others could write under it first.
   */
  hear(
    presenceUser: PresenceUser,
    update: Uint8Array,
    ownerOf: (client: number) => string | undefined,
    reserves: boolean
  ): Heard {
    const first = !this.#spoken.has(presenceUser);
    const sent: AwarenessEntry[] = [];
    const unreserved: number[] = [];
    for (const entry of parseAwareness(update)) {
      const { client } = entry;
      const owner = client === presenceUser.presenceId ? undefined : ownerOf(client);
      if (owner !== undefined && owner !== presenceUser.userId) continue;
      if (owner === undefined && reserves && client !== presenceUser.presenceId) {
        const isOthers = (this.presentUserOf(client) ?? presenceUser.userId) !== presenceUser.userId;
        const isOneTooMany = this.#idsOf(presenceUser) + unreserved.length >= idsPerSocket;
        if (entry.state !== null && !isOthers && !isOneTooMany) unreserved.push(client);
        continue;
      }
      const taken = this.#take(presenceUser, entry, first);
      if (taken) sent.push(taken);
    }
    if (sent.length > 0) this.#spoken.add(presenceUser);
    return { sent, unreserved };
  }

  get hasPostponed(): boolean {
    return this.#postponed.size > 0;
  }

  /** Takes what was postponed, as far as it is due; returns the entries for the others, by socket. */
  hearPostponed(): Map<PresenceUser, AwarenessEntry[]> {
    const sent = new Map<PresenceUser, AwarenessEntry[]>();
    for (const [presenceUser, entries] of [...this.#postponed]) {
      this.#postponed.delete(presenceUser);
      const taken = [...entries.values()].flatMap((entry) => this.#take(presenceUser, entry, false) ?? []);
      if (taken.length > 0) sent.set(presenceUser, taken);
    }
    return sent;
  }

  /** Returns the user who is present under a client id, here or on another node. */
  presentUserOf(client: number): string | undefined {
    return this.#byClient.get(client)?.userId ?? this.#elsewhere.get(client)?.userId;
  }

  /** Lists the client ids under which a socket is present and may write. */
  idsOf(presenceUser: PresenceUser): number[] {
    return [...this.#byClient].flatMap(([client, presence]) =>
      presence.presenceUser === presenceUser && client !== presenceUser.presenceId ? [client] : []
    );
  }

  /** Lists everyone who is in the room, for a connection that joins or queries awareness; bounded. */
  everyone(): AwarenessEntry[] {
    const all = [...this.everyoneHere(), ...[...this.#elsewhere.values()].map(({ entry }) => entry)];
    let bytes = 0;
    return all.filter(({ state }) => (bytes += state.length) <= maxSentToOne);
  }

  /** Lists those who are in the room through this node, for the other nodes. */
  everyoneHere(): PresenceEntry[] {
    return [...this.#byClient].map(([client, { sentClock, state, userId }]) => ({
      client,
      clock: sentClock,
      state,
      userId
    }));
  }

  /** Returns the entries for the clients here. */
  hearElsewhere(node: string, entries: readonly PresenceEntry[]): AwarenessEntry[] {
    const sent: AwarenessEntry[] = [];
    for (const { client, clock, state, userId } of entries) {
      const known = this.#elsewhere.get(client);
      // A client that is connected here speaks for itself: what another node still reports of it is older.
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

  /**
   * Removes the clients of a node that has gone, or has fallen silent; returns the entries for the clients
   * here.
   */
  goneElsewhere(node: string): AwarenessEntry[] {
    const left = [...this.#elsewhere.values()].filter((one) => one.node === node);
    return left.map(({ entry: { client, clock } }) => {
      this.#elsewhere.delete(client);
      return { client, clock: this.#nextClock(client, clock + 1), state: 'null' };
    });
  }

  /** Returns the entries for the others. */
  leave(presenceUser: PresenceUser): AwarenessEntry[] {
    this.#postponed.delete(presenceUser);
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
      // Another socket of the same person had this id: the client has reconnected, which its first message
      // must show.
      if (known && !first) return undefined;
      if (entry.state === null || this.#idsOf(presenceUser) >= idsPerSocket) return undefined;
    }
    if (entry.state === null) return here && this.#remove(client, here);
    if (!this.#affords(presenceUser, entry.size)) {
      const postponed = this.#postponed.get(presenceUser) ?? new Map<number, ParsedEntry>();
      this.#postponed.set(presenceUser, postponed.set(client, entry));
      return undefined;
    }
    this.#postponed.get(presenceUser)?.delete(client);
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

  /**
   * Returns the clock to send: a node whose room was closed meanwhile has forgotten the last one, and a
   * client may have come from another node.
   */
  #nextClock(client: number, clock: number): number {
    const last = this.#lastSentClock.get(client);
    const sent = last !== undefined && clock <= last ? last + 1 : clock;
    // A new insertion moves the entry to the end, so that the map is ordered by age.
    this.#lastSentClock.delete(client);
    this.#lastSentClock.set(client, sent);
    for (const oldest of this.#lastSentClock.keys()) {
      if (this.#lastSentClock.size <= rememberedClocks) break;
      this.#lastSentClock.delete(oldest);
    }
    return sent;
  }

  #affords(presenceUser: PresenceUser, size: number): boolean {
    const at = performance.now();
    const pace = this.#paces.get(presenceUser) ?? { held: bytesPerSocket.burst, at };
    const held = Math.min(
      bytesPerSocket.burst,
      pace.held + ((at - pace.at) / 1000) * bytesPerSocket.perSecond
    );
    this.#paces.set(presenceUser, { held: held < size ? held : held - size, at });
    return held >= size;
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

const stateOf = (shown: Readonly<Record<string, unknown>>, user: PresenceUser['user']): string =>
  JSON.stringify({ user, ...shown });
