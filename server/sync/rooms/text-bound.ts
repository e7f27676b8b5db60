/**
 * Limits how large a text may become, so that everyone can still open it, and a worker can still freeze and
 * compact it. Measured are the bytes that are held anyway: the snapshot and the updates after it. Where these
 * updates may hold much that has been deleted again, they are compacted before a writer is refused.
 */
import { quotas } from '#rules/study/quota.ts';
import { encodeTextSize, isNearlyFull, type TextSize } from '#wire/messages.ts';
import type { Connection } from '../transport/connection.ts';
import type { Audience } from './audience.ts';
import type { Compaction } from './compaction.ts';
import type { Generation } from './generation.ts';

export interface TextBoundTools {
  readonly maxTextBytes: number;
}

export const usualMaxTextBytes = quotas.bytesOfText;
/** Sets the share by which a text has to change before they are announced again. */
const stepShare = 0.01;
/** Sets the share of the limit from which the updates after the snapshot are worth a compaction. */
const worthShare = 1 / 128;

interface RoomParts {
  readonly generation: Generation;
  readonly audience: Audience;
  readonly compaction: Compaction;
}

export class TextBound {
  readonly #limit: number;
  readonly #room: RoomParts;
  #announced = 0;
  #looking = false;

  constructor({ maxTextBytes }: TextBoundTools, room: RoomParts) {
    this.#limit = maxTextBytes;
    this.#room = room;
  }

  /** Checks whether so many more bytes fit, as the text is held now. */
  fits(more: number): boolean {
    return this.#room.generation.text.size + more <= this.#limit;
  }

  /** Checks the same once the updates after the snapshot have been compacted, where that may bring anything. */
  async fitsCompacted(more: number): Promise<boolean> {
    if (this.#mayShrink) await this.#compact();
    return this.fits(more);
  }

  /** Closes the connection of a writer for whose writing there is no room, and says how large the text would be. */
  refuse(connection: Connection, more: number): void {
    this.#sendTo(connection, Math.max(this.#room.generation.text.size + more, this.#limit + 1));
    connection.refuse('too-large', 'text full');
  }

  /** Closes the connection of a writer for whose writing a passage or a table has no room. */
  refusePart(connection: Connection, excess: TextSize): void {
    this.#send(connection, excess);
    connection.refuse('too-large', 'text full');
  }

  /** Tells a writer who joins how full the text is, where it is nearly full. */
  joined(connection: Connection): void {
    if (this.#isNearlyFull) this.#sendTo(connection, this.#room.generation.text.size);
  }

  /** Tells all writers how full the text is, where it is nearly full and that has changed. */
  look(): void {
    if (this.#looking) return;
    if (!this.#isNearlyFull) this.#announceRelief();
    else if (!this.#mayShrink) this.#sendAll();
    else {
      this.#looking = true;
      void this.#compact().then(() => {
        this.#looking = false;
        if (this.#isNearlyFull) this.#sendAll();
        else this.#announceRelief();
      });
    }
  }

  get #isNearlyFull(): boolean {
    return isNearlyFull({ size: this.#room.generation.text.size, limit: this.#limit });
  }

  get #mayShrink(): boolean {
    return this.#room.generation.text.tailBytes >= this.#limit * worthShare;
  }

  /** Settles also where the text cannot be compacted: then it counts as it is held. */
  async #compact(): Promise<void> {
    const { compaction, generation } = this.#room;
    await compaction.reach(generation.text.lastSeq).catch(() => undefined);
  }

  /** Tells those who were announced that it is nearly full that it no longer is. */
  #announceRelief(): void {
    if (this.#announced > 0) this.#sendAll();
    this.#announced = 0;
  }

  #sendAll(): void {
    const { size } = this.#room.generation.text;
    if (Math.abs(size - this.#announced) < this.#limit * stepShare) return;
    this.#announced = size;
    for (const connection of this.#room.audience) this.#sendTo(connection, size);
  }

  #sendTo(connection: Connection, size: number): void {
    this.#send(connection, { size, limit: this.#limit });
  }

  #send(connection: Connection, size: TextSize): void {
    if (connection.wantsOurs && connection.access === 'write') connection.send(encodeTextSize(size));
  }
}
