/**
 * Delivers after a commit: others get what was written, its authors get an acknowledgement, and requests that
 * waited are answered.
 */
import type { Logger } from '#server/process/logger.ts';
import type { Audience } from './audience.ts';
import type { CleanReading } from './clean-reading.ts';
import type { Connection } from '../transport/connection.ts';
import { updateFrame } from '../transport/frames.ts';
import type { Generation } from './generation.ts';
import { Packet } from '../transport/packet.ts';
import { noClocks, type SyncReplies } from './sync-replies.ts';
import type { Batch, Row, Write } from './work.ts';

export interface DeliveryTools {
  readonly logger: Logger;
  readonly now: () => Date;
}

export class Delivery {
  readonly #tools: DeliveryTools;
  readonly #generation: Generation;
  readonly #audience: Audience;
  readonly #syncReplies: SyncReplies;
  readonly #cleanReading: CleanReading;
  readonly #presenceReserved: (connection: Connection, update: Uint8Array) => void;
  readonly #lateDue: (late: readonly Write[]) => void;

  constructor(
    tools: DeliveryTools,
    room: {
      readonly generation: Generation;
      readonly audience: Audience;
      readonly syncReplies: SyncReplies;
      readonly cleanReading: CleanReading;
      readonly presenceReserved: (connection: Connection, update: Uint8Array) => void;
      /** Handles writes that turned out to be late: their generation ended while they waited. */
      readonly lateDue: (late: readonly Write[]) => void;
    }
  ) {
    this.#tools = tools;
    this.#generation = room.generation;
    this.#audience = room.audience;
    this.#syncReplies = room.syncReplies;
    this.#cleanReading = room.cleanReading;
    this.#presenceReserved = room.presenceReserved;
    this.#lateDue = room.lateDue;
  }

  /** Called only after the commit. */
  deliver({ pending, rows, arrived, at }: Batch): void {
    this.#show(rows, arrived);
    const authors = new Set<Connection>();
    const late: Write[] = [];
    const acknowledge = (): void => {
      for (const author of authors) this.#syncReplies.acknowledge(author, at);
      authors.clear();
    };
    for (const one of pending) {
      const { connection } = one.work;
      connection.unsettled(-1);
      if (connection.isClosed) continue;
      switch (one.kind) {
        case 'write':
          // A long write is acknowledged when the whole of it is committed.
          if (one.work.instalment?.isLast === false) break;
          this.#syncReplies
            .accountOf(connection)
            .committed(one.work.frame.isAnswer, one.accepted?.clocks ?? noClocks, one.accepted !== null);
          authors.add(connection);
          break;
        case 'gap':
          this.#syncReplies.missed(one.work);
          break;
        case 'denied':
          this.#syncReplies.deny(connection, { inserts: one.work.intent === 'inserts' });
          break;
        case 'ask':
          this.#cleanReading.answer(connection, one.stateVector);
          break;
        case 'late':
          late.push(one.work);
          break;
        case 'presence':
          this.#presenceReserved(connection, one.update);
          break;
        case 'close-marker':
          acknowledge();
          connection.close('generation-ended');
      }
    }
    acknowledge();
    if (late.length > 0) this.#lateDue(late);
  }

  #show(rows: readonly Row[], arrived: number): void {
    const first = rows[0];
    if (!first) return;
    const waited = this.#tools.now().getTime() - arrived;
    this.#tools.logger.metrics.commitSeconds.observe(Math.max(0, waited) / 1000);
    const packet = new Packet(rows.map(({ bytes }) => updateFrame(bytes)));
    // Each gets the same bytes, so that they are made once: where several wrote, each also their own.
    const from = rows.every(({ connection }) => connection === first.connection) ? first.connection : null;
    this.#audience.show(packet, this.#generation.text.lastSeq, from);
  }
}
