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

export class Audience {
  readonly #connections = new Set<Connection>();
  readonly #presences = new Presences();
  /** Holds what has changed since the last broadcast, newest state of each client. */
  #changed = new Map<number, AwarenessEntry>();
  #timer: NodeJS.Timeout | null = null;

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#connections.values();
  }

  join(connection: Connection): void {
    this.#connections.add(connection);
  }

  /** Removes a connection. Undefined when it was not here; else the entries for the other nodes. */
  leave(connection: Connection): readonly PresenceEntry[] | undefined {
    if (!this.#connections.delete(connection)) return undefined;
    const changes = this.#presences.leave(connection);
    this.#broadcast(changes);
    if (this.isEmpty) this.#stopGathering();
    return changes.map((entry) => ({ ...entry, userId: connection.userId }));
  }

  /** Sends updates to everyone except the connection that they come from, if any. */
  show(packet: Packet, through: number, from: Connection | null): void {
    for (const other of this.#connections) {
      if (other !== from) other.show(packet, through);
      else if (!other.isBehind) other.shownThrough = through;
    }
  }

  /** Takes in an awareness update; returns the entries for the other nodes. */
  hear(
    from: Connection,
    update: Uint8Array,
    ownerOf: (client: number) => string | undefined
  ): readonly PresenceEntry[] {
    try {
      const changes = this.#presences.hear(from, update, ownerOf);
      // The sender gets it back as well: a stock client that is alone takes thirty seconds of silence for a
      // dead connection.
      this.#broadcast(changes);
      return changes.map((entry) => ({ ...entry, userId: from.userId }));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      from.refuse('malformed', error.message);
      return [];
    }
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
  }
}
