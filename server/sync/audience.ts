/** Those who have a room open, and what they are told of one another. */
import type { Connection } from './connection.ts';
import { awarenessFrame, type AwarenessEntry } from './frames.ts';
import { Presences } from './presence.ts';
import { Malformed } from './scan/cursor.ts';

export class Audience {
  readonly #connections = new Set<Connection>();
  readonly #presences = new Presences();

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#connections.values();
  }

  join(connection: Connection): void {
    this.#connections.add(connection);
  }

  /** False when it was not here. */
  leave(connection: Connection): boolean {
    if (!this.#connections.delete(connection)) return false;
    this.#tell(this.#presences.leave(connection), connection);
    return true;
  }

  /** To everyone but the one it comes from. */
  show(frame: Uint8Array, from: Connection): void {
    for (const other of this.#connections) if (other !== from) other.send(frame);
  }

  /** An awareness update that has come in. */
  hear(from: Connection, update: Uint8Array, ownerOf: (client: number) => string | undefined): void {
    try {
      const told = this.#presences.hear(from, update, ownerOf);
      this.#tell(told, from);
      // Back to the one it comes from as well: a stock client that is alone takes thirty seconds of silence for a dead line.
      if (told.length > 0) from.send(awarenessFrame(told));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      from.refuse('malformed', error.message);
    }
  }

  tellWhoIsHere(connection: Connection): void {
    const everyone = this.#presences.everyone();
    if (everyone.length > 0) connection.send(awarenessFrame(everyone));
  }

  #tell(entries: readonly AwarenessEntry[], from: Connection): void {
    if (entries.length > 0) this.show(awarenessFrame(entries), from);
  }
}
