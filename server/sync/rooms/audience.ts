/** Those who have a room open, and what they are told of one another. */
import type { Connection } from '../transport/connection.ts';
import type { PresenceEntry } from '../cluster/fanout.ts';
import { awarenessFrame, type AwarenessEntry } from '../transport/frames.ts';
import { Packet } from '../transport/packet.ts';
import { Presences } from './presence.ts';
import { Malformed } from '../scan/cursor.ts';

/** Carets move with every key: what follows a change within this time is told together. */
const gatherMilliseconds = 40;

export class Audience {
  readonly #connections = new Set<Connection>();
  readonly #presences = new Presences();
  /** What has changed since the last telling, newest state of each client. */
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

  /** Undefined when it was not here; else what the other nodes are to be told. */
  leave(connection: Connection): readonly PresenceEntry[] | undefined {
    if (!this.#connections.delete(connection)) return undefined;
    const changes = this.#presences.leave(connection);
    this.#broadcast(changes);
    if (this.isEmpty) this.#stopGathering();
    return changes.map((entry) => ({ ...entry, userId: connection.userId }));
  }

  /** To everyone, but to the one it comes from where there is one such. */
  show(packet: Packet, through: number, from: Connection | null): void {
    for (const other of this.#connections) {
      if (other !== from) other.show(packet, through);
      else if (!other.isBehind) other.shownThrough = through;
    }
  }

  /** An awareness update that has come in; returns what the other nodes are to be told. */
  hear(
    from: Connection,
    update: Uint8Array,
    ownerOf: (client: number) => string | undefined
  ): readonly PresenceEntry[] {
    try {
      const changes = this.#presences.hear(from, update, ownerOf);
      // Also back to the one it comes from: a stock client that is alone takes thirty seconds of silence for a dead line.
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

  /** As messages; none where nobody has said that they are. */
  whoIsHere(): readonly Uint8Array[] {
    const everyone = this.#presences.everyone();
    return everyone.length > 0 ? [awarenessFrame(everyone)] : [];
  }

  /** At once after a quiet moment; else together with what follows within the gathering time. */
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
    const packet = new Packet(awarenessFrame([...this.#changed.values()]));
    this.#changed = new Map();
    for (const connection of this.#connections) connection.showPresence(packet);
  }

  #stopGathering(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#changed = new Map();
  }
}
