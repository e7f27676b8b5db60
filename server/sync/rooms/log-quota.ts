/**
 * Limits how much one person may add to the log of a generation: what is typed and deleted again leaves the text as small as it
 * was, and stays in the log. Counted are the bytes of all that the person has written, deletions too. What only deletes is taken
 * all the same: everything can be deleted once, and what is there to be deleted is limited by the size of a text.
 *
 * The log keeps the sums, whichever node appends, and a room that is opened reads them. While it is open, it adds
 * what it commits and, by the client ids, what other nodes tell of: a person who writes at several nodes at once exceeds the quota
 * by what is under way between them at most.
 */
import { personalQuotas } from '#rules/study/quota.ts';
import { encodeTextSize, isNearlyFull, type TextSize } from '#wire/messages.ts';
import type { Logger } from '#server/process/logger.ts';
import type { RoomKey } from '../log/log.ts';
import type { Connection } from '../transport/connection.ts';
import type { AppendQueue } from './append-queue.ts';
import type { Generation } from './generation.ts';
import type { Row } from './work.ts';

export interface LogQuotaTools {
  /** Limits the bytes that one person may add to the log of a generation, where the quotas of the study are not raised. */
  readonly maxLogBytes: number;
  readonly logger: Logger;
  /** Logs that somebody has used up the quota of a generation. */
  readonly warnOfQuota: (userId: string, roomKey: RoomKey, limit: number) => void;
}

export const usualMaxLogBytes = personalQuotas.logOfText;
/** Sets the share of the limit by which the sum has to change before its person is before again. */
const stepShare = 0.01;

export class LogQuota {
  readonly #tools: LogQuotaTools;
  readonly #generation: Generation;
  readonly #waitingBytesOf: AppendQueue['waitingBytesOf'];
  /** Holds what each connection was before last, while its person has used most of the quota. */
  readonly #announced = new WeakMap<Connection, TextSize>();

  constructor(
    tools: LogQuotaTools,
    room: {
      readonly generation: Generation;
      /** Returns the bytes of a user that have been accepted and are not committed yet. */
      readonly waitingBytesOf: AppendQueue['waitingBytesOf'];
    }
  ) {
    this.#tools = tools;
    this.#generation = room.generation;
    this.#waitingBytesOf = room.waitingBytesOf;
  }

  /** `more` in bytes. */
  fits(connection: Connection, more: number): boolean {
    return this.#sizeWith(connection, more) <= this.#limitOf(connection);
  }

  /** Closes the connection of a person who may add no more. */
  refuse(connection: Connection, more: number): void {
    const limit = this.#limitOf(connection);
    this.#send(connection, { size: Math.max(this.#sizeWith(connection, more), limit + 1), limit });
    this.#tools.logger.metrics.logQuotaRefusals.inc();
    this.#tools.warnOfQuota(connection.userId, this.#generation.roomKey, limit);
    connection.refuse('too-large', 'log quota reached');
  }

  /** Tells a connection how much its person has used, where that is most of the quota, or no longer is. */
  announce(connection: Connection): void {
    const limit = this.#limitOf(connection);
    // Only with a refusal is the size above the limit.
    const size = { size: Math.min(this.#generation.usedBy(connection.userId), limit), limit };
    const before = this.#announced.get(connection);
    const isNear = isNearlyFull(size);
    if (before ? before.limit === limit && size.size - before.size < limit * stepShare : !isNear) return;
    if (isNear) this.#announced.set(connection, size);
    else this.#announced.delete(connection);
    this.#send(connection, size);
  }

  /** Tells those who wrote these rows, which are committed. */
  committed(rows: readonly Row[]): void {
    for (const { connection } of rows) this.announce(connection);
  }

  #sizeWith({ userId }: Connection, more: number): number {
    return this.#generation.usedBy(userId) + this.#waitingBytesOf(userId) + more;
  }

  #limitOf({ found }: Connection): number {
    return this.#tools.maxLogBytes * found.quotaFactor;
  }

  #send(connection: Connection, size: TextSize): void {
    if (connection.wantsOurs && connection.access === 'write')
      connection.send(encodeTextSize({ ...size, of: 'written' }));
  }
}

const warningInterval = 3_600_000;
const mostRemembered = 1_000;

/** Returns what logs that a person has used up the quota of a generation: once an hour, however often they try again. */
export function openQuotaWarnings({
  logger,
  now
}: {
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => Date;
}): LogQuotaTools['warnOfQuota'] {
  const warnedAt = new Map<string, number>();
  return (userId, roomKey, limit) => {
    const key = `${userId} ${roomKey.documentId}@${roomKey.generation}`;
    const at = now().getTime();
    if (at - (warnedAt.get(key) ?? -Infinity) < warningInterval) return;
    if (warnedAt.size >= mostRemembered) warnedAt.clear();
    warnedAt.set(key, at);
    logger.warn('A person has reached the log quota of a text: what they add is refused', {
      userId,
      ...roomKey,
      limit
    });
  };
}
