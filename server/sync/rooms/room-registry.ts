/** Loads rooms, one load however many join, and forgets them when the last connection has left. */
import type { ReceivedClusterMessage } from '../cluster/fanout.ts';
import type { FoundRoom } from '../handshake/room-facts.ts';
import { keyOf } from './room-key.ts';
import { Room, type RoomTools } from './room.ts';
import { Tally } from './tally.ts';

/** Limits the open rooms: more would not fit the memory that a node is meant to have. */
const maxRooms = 20_000;

/** A message of another node about one room. */
type RoomMessage = Exclude<ReceivedClusterMessage, { kind: 'signal' | 'gone' }>;

export class RoomRegistry {
  readonly #tools: Omit<RoomTools, 'onDone'>;
  readonly #open = new Map<string, Promise<Room>>();
  readonly #ready = new Map<string, Room>();
  /** Holds how far another node has committed in a room that is being loaded. */
  readonly #heardWhileLoading = new Map<string, number>();
  readonly #joining = new Tally();

  constructor(tools: Omit<RoomTools, 'onDone'>) {
    this.#tools = tools;
  }

  /** Holds the rooms by their keys, those that are being loaded as well. */
  get open(): ReadonlyMap<string, Promise<Room>> {
    return this.#open;
  }

  get ready(): ReadonlyMap<string, Room> {
    return this.#ready;
  }

  /** Loads a room where it is not open, and calls `onReady` with it at once. Rejects where it cannot be loaded. */
  async join(found: FoundRoom, onReady: (room: Room) => void): Promise<void> {
    const key = keyOf(found);
    for (;;) {
      const promised = this.#roomFor(found);
      let room: Room;
      // Connections that are still joining hold the room open when those before them have left.
      this.#joining.add(key);
      try {
        room = await promised;
      } finally {
        this.#joining.remove(key);
      }
      // The room may have failed meanwhile. There is never a second room of the same key.
      if (this.#open.get(key) !== promised) continue;
      onReady(room);
      return;
    }
  }

  hear(message: RoomMessage, node: string): void {
    const key = keyOf(message.roomKey);
    const room = this.#ready.get(key);
    if (message.kind === 'committed') {
      // Without updates the message says only that something was committed there.
      const through = message.firstSeq + Math.max(1, message.updates.length) - 1;
      if (room && message.updates.length > 0)
        room.hearCommitted(message.firstSeq, message.updates, message.owners);
      else if (room) room.lookForMissed(message.firstSeq);
      else if (this.#open.has(key))
        this.#heardWhileLoading.set(key, Math.max(through, this.#heardWhileLoading.get(key) ?? 0));
    } else if (message.kind === 'presence') room?.hearPresence(node, message.entries);
    else room?.sendPresence();
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#open.values());
    await Promise.all([...this.#ready.values()].map((room) => room.settled()));
  }

  #roomFor(found: FoundRoom): Promise<Room> {
    const key = keyOf(found);
    const existing = this.#open.get(key);
    if (existing) return existing;
    if (this.#open.size >= maxRooms)
      return Promise.reject(new Error('This node holds as many rooms as it may'));
    const loading: Promise<Room> = Room.load(
      {
        ...this.#tools,
        onDone: (room) =>
          room.hasFailed || this.#joining.of(key) === 0 ? this.#forget(key, loading) : undefined
      },
      found
    ).then((room) => {
      this.#ready.set(key, room);
      room.lookForMissed(this.#heardWhileLoading.get(key) ?? 0);
      this.#heardWhileLoading.delete(key);
      this.#tools.fanout.broadcast({ kind: 'presence-wanted', roomKey: room.roomKey });
      return room;
    });
    this.#open.set(key, loading);
    this.#countRooms();
    // `join` notifies those who wait for it; the next connection loads it again.
    loading.catch(() => this.#forget(key, loading));
    return loading;
  }

  #forget(key: string, room: Promise<Room>): void {
    if (this.#open.get(key) !== room) return;
    this.#open.delete(key);
    this.#ready.delete(key);
    this.#heardWhileLoading.delete(key);
    this.#countRooms();
  }

  #countRooms(): void {
    this.#tools.logger.metrics.rooms.set(this.#open.size);
  }
}
