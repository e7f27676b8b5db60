/** Manages the connections of a room and the presence that they are sent of one another. */
import type { Connection } from '../transport/connection.ts';
import type { PresenceEntry } from '../cluster/fanout.ts';
import { awarenessFrame, type AwarenessEntry } from '../transport/frames.ts';
import { Packet } from '../transport/packet.ts';
import { Presences } from './presence.ts';
import { Malformed } from '../scan/cursor.ts';

/**
 * Sets the gathering time of presence changes: carets move with every key, and the changes within it are sent
 * together.
 */
const gatherMilliseconds = 40;

/** Sets how often the presence of sockets that send too much is looked at again. */
const postponedMilliseconds = 200;

export class Audience {
  readonly #publish: (entries: readonly PresenceEntry[]) => void;
  readonly #connections = new Set<Connection>();
  readonly #presences = new Presences();
  /** Lists the connections that are shown no updates yet. */
  readonly #heldBack = new Set<Connection>();
  /** Holds what has changed since the last broadcast, newest state of each client. */
  #changed = new Map<number, AwarenessEntry>();
  #timer: NodeJS.Timeout | null = null;
  #postponedTimer: NodeJS.Timeout | null = null;

  /** `publish` sends entries to the other nodes. */
  constructor(publish: (entries: readonly PresenceEntry[]) => void) {
    this.#publish = publish;
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#connections.values();
  }

  has(connection: Connection): boolean {
    return this.#connections.has(connection);
  }

  join(connection: Connection): void {
    this.#connections.add(connection);
  }

  /** Undefined when it was not here; else the entries for the other nodes. */
  leave(connection: Connection): readonly PresenceEntry[] | undefined {
    if (!this.#connections.delete(connection)) return undefined;
    this.#heldBack.delete(connection);
    const changes = this.#presences.leave(connection);
    this.#broadcast(changes);
    if (this.isEmpty) this.#stopGathering();
    return changes.map((entry) => ({ ...entry, userId: connection.userId }));
  }

  /** Shows a connection no updates until it is let go. */
  holdBack(connection: Connection): void {
    this.#heldBack.add(connection);
  }

  letGo(connection: Connection): void {
    this.#heldBack.delete(connection);
  }

  /** Sends updates to everyone except the connection that they come from, if any. */
  show(packet: Packet, through: number, from: Connection | null): void {
    for (const other of this.#connections) {
      // Nearly always there is none: this runs for every receiver of every update.
      if (this.#heldBack.size > 0 && this.#heldBack.has(other)) continue;
      if (other !== from) other.show(packet, through);
      else if (!other.isBehind) other.shownThrough = through;
    }
  }

  /** Returns the client ids that are to be reserved before they are shown. */
  hear(
    from: Connection,
    update: Uint8Array,
    ownerOf: (client: number) => string | undefined,
    reserves: boolean
  ): readonly number[] {
    try {
      const { sent, unreserved } = this.#presences.hear(from, update, ownerOf, reserves);
      this.#announce(from, sent);
      if (this.#presences.hasPostponed) this.#hearLater();
      return unreserved;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      from.refuse('malformed', error.message);
      return [];
    }
  }

  presentUserOf(client: number): string | undefined {
    return this.#presences.presentUserOf(client);
  }

  /** Lists the client ids under which a connection is present and may write. */
  idsOf(connection: Connection): readonly number[] {
    return this.#presences.idsOf(connection);
  }

  hearElsewhere(node: string, entries: readonly PresenceEntry[]): void {
    this.#broadcast(this.#presences.hearElsewhere(node, entries));
  }

  goneElsewhere(node: string): void {
    this.#broadcast(this.#presences.goneElsewhere(node));
  }

  everyoneHere(): readonly PresenceEntry[] {
    return this.#presences.everyoneHere();
  }

  sendPresence(connection: Connection): void {
    connection.send(...this.whoIsHere());
  }

  /** Returns the presence of everyone as messages; none where there is no presence. */
  whoIsHere(): readonly Uint8Array[] {
    const everyone = this.#presences.everyone();
    return everyone.length > 0 ? [awarenessFrame(everyone)] : [];
  }

  /**
   * The sender gets it back as well: a stock client that is alone takes thirty seconds of silence for a dead
   * connection.
   */
  #announce({ userId }: Pick<Connection, 'userId'>, entries: readonly AwarenessEntry[]): void {
    this.#broadcast(entries);
    this.#publish(entries.map((entry) => ({ ...entry, userId })));
  }

  #hearLater(): void {
    this.#postponedTimer ??= setTimeout(() => {
      this.#postponedTimer = null;
      for (const [from, entries] of this.#presences.hearPostponed()) this.#announce(from, entries);
      if (this.#presences.hasPostponed) this.#hearLater();
    }, postponedMilliseconds);
  }

  /** Broadcasts at once after a quiet moment; else together with what follows within the gathering time. */
  #broadcast(entries: readonly AwarenessEntry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) this.#changed.set(entry.client, entry);
    if (this.#timer) return;
    this.#broadcastChanged();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#broadcast([...this.#changed.values()]);
    }, gatherMilliseconds);
  }

  #broadcastChanged(): void {
    const packet = new Packet([awarenessFrame([...this.#changed.values()])]);
    this.#changed = new Map();
    for (const connection of this.#connections) connection.showPresence(packet);
  }

  #stopGathering(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#changed = new Map();
    if (this.#postponedTimer) clearTimeout(this.#postponedTimer);
    this.#postponedTimer = null;
  }
}
