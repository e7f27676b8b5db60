/** What follows a commit: others see what was written, its authors know it saved, and questions that waited are answered. */
import type { Journal } from '../journal.ts';
import type { Audience } from './audience.ts';
import type { Connection } from './connection.ts';
import { updateFrame } from './frames.ts';
import type { Generation } from './generation.ts';
import { Packet } from './packet.ts';
import { noClocks, type Replies } from './replies.ts';
import type { Batch, Written } from './work.ts';

export interface SettlingTools {
  readonly journal: Journal;
  readonly now: () => Date;
}

export class Settling {
  readonly #tools: SettlingTools;
  readonly #generation: Generation;
  readonly #audience: Audience;
  readonly #replies: Replies;

  constructor(tools: SettlingTools, room: { readonly generation: Generation; readonly audience: Audience; readonly replies: Replies }) {
    this.#tools = tools;
    this.#generation = room.generation;
    this.#audience = room.audience;
    this.#replies = room.replies;
  }

  /** Only after the commit. */
  settle({ pending, written, at }: Batch): void {
    this.#show(written);
    const authors = new Set<Connection>();
    const acknowledge = (): void => {
      for (const author of authors) this.#replies.acknowledge(author, at);
      authors.clear();
    };
    for (const one of pending) {
      const { connection } = one.work;
      connection.unsettled(-1);
      if (connection.isClosed) continue;
      switch (one.kind) {
        case 'write':
          this.#replies.accountOf(connection).committed(one.work.frame.isAnswer, one.accepted?.clocks ?? noClocks, one.accepted !== null);
          authors.add(connection);
          break;
        case 'gap':
          this.#replies.missed(one.work);
          break;
        case 'denied':
          this.#replies.deny(connection);
          break;
        case 'ask':
          this.#replies.answer(connection, one.stateVector);
          break;
        case 'farewell':
          acknowledge();
          connection.close('generation-ended');
      }
    }
    acknowledge();
  }

  #show(written: readonly Written[]): void {
    const first = written[0];
    if (!first) return;
    const waited = this.#tools.now().getTime() - first.work.arrived;
    this.#tools.journal.counters.commitSeconds.observe(Math.max(0, waited) / 1000);
    const packet = new Packet(...written.map(({ accepted }) => updateFrame(accepted.bytes)));
    // Each gets the same bytes, so that they are made once: where several wrote, each also their own.
    const { connection } = first.work;
    const from = written.every(({ work }) => work.connection === connection) ? connection : null;
    this.#audience.show(packet, this.#generation.text.lastSeq, from);
  }
}
