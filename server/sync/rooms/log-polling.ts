/** Polls the log for commits of other nodes that the bus did not tell of. */
import type { Logger } from '#server/process/logger.ts';
import type { Log } from '../log/log.ts';
import type { RoomRegistry } from './room-registry.ts';
import type { Room } from './room.ts';

/** Sets the interval at which the log is polled for commits of other nodes while the bus is down. */
const lookMilliseconds = 1_000;

export class LogPolling {
  readonly #log: Pick<Log, 'lastSeqs'>;
  readonly #logger: Logger;
  readonly #rooms: Pick<RoomRegistry, 'open' | 'ready'>;
  #looking: NodeJS.Timeout | null = null;

  constructor(log: Pick<Log, 'lastSeqs'>, logger: Logger, rooms: Pick<RoomRegistry, 'open' | 'ready'>) {
    this.#log = log;
    this.#logger = logger;
    this.#rooms = rooms;
  }

  start(): void {
    if (!this.#looking) this.#lookLater();
  }

  stop(): void {
    if (this.#looking) clearTimeout(this.#looking);
    this.#looking = null;
  }

  /** Looks as well where a room is being loaded, once it is: it may have read the log before. */
  lookEverywhere(): void {
    this.#lookNow();
    for (const [key, loading] of this.#rooms.open)
      if (!this.#rooms.ready.has(key))
        loading.then(
          (room) => this.#lookNow([room]),
          () => undefined
        );
  }

  #lookNow(rooms?: readonly Room[]): void {
    this.#look(rooms).catch((error: unknown) => this.#logger.error('The log could not be polled', error));
  }

  #lookLater(): void {
    this.#looking = setTimeout(() => {
      this.#look()
        .catch((error: unknown) => this.#logger.warn('The log could not be polled', { error: String(error) }))
        .finally(() => {
          if (this.#looking) this.#lookLater();
        });
    }, lookMilliseconds);
    this.#looking.unref();
  }

  async #look(rooms: readonly Room[] = [...this.#rooms.ready.values()]): Promise<void> {
    if (rooms.length === 0) return;
    const heads = await this.#log.lastSeqs(rooms.map(({ roomKey }) => roomKey));
    for (const [key, seq] of heads) this.#rooms.ready.get(key)?.lookForMissed(seq);
  }
}
