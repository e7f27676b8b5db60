/**
 * Handles writes to a generation that has ended: they are stored as the author's late proposal, and the
 * author is notified.
 */
import { encodeLateProposalStored } from '#wire/messages.ts';
import type { Generation } from './generation.ts';
import { LateProposals, type LateTools } from './late.ts';
import { quarantine, type QuarantineTools } from './quarantine.ts';
import { noClocks, type SyncReplies } from './sync-replies.ts';
import { holdsAny } from '#base/parts.ts';
import { latePartsOf } from '#rules/documents/room-rights.ts';
import { mostStructs } from './instalments.ts';
import { intentOf } from './reader-writes.ts';
import type { Write } from './work.ts';

export class LateWrites {
  readonly #tools: LateTools & QuarantineTools;
  readonly #generation: Generation;
  readonly #syncReplies: SyncReplies;
  #proposals: LateProposals | null = null;

  constructor(tools: LateTools & QuarantineTools, generation: Generation, syncReplies: SyncReplies) {
    this.#tools = tools;
    this.#generation = generation;
    this.#syncReplies = syncReplies;
  }

  async keep(write: Write): Promise<void> {
    const { connection, frame } = write;
    const { roomKey } = this.#generation;
    if (!holdsAny(latePartsOf(connection.actor, connection.found))) return this.#drop(write);
    if ((write.cost ?? 0) > mostStructs) return connection.refuse('too-large', 'too much in one message');
    this.#proposals ??= new LateProposals(this.#tools, this.#generation);
    const outcome = await this.#proposals.keep(connection, frame.update);
    switch (outcome.kind) {
      case 'nothing-new':
        return this.#acknowledge(write);
      case 'kept': {
        const writes = this.#syncReplies.accountOf(connection).keptElsewhere(frame.isAnswer);
        if (connection.wantsOurs) connection.send(encodeLateProposalStored({ ...outcome, writes }));
        return;
      }
      case 'malformed':
        return connection.refuse('malformed', outcome.reason);
      case 'unknown-content':
        return quarantine(this.#tools, roomKey, write, outcome.reason);
      case 'gap':
        return this.#syncReplies.missed(write);
      case 'foreign':
        return this.#syncReplies.refuseForeign(connection, outcome.client);
      case 'too-many-ids':
        return connection.refuse('forbidden', 'too many client ids');
      case 'too-large':
        return connection.refuse('too-large', 'late proposal too large');
      case 'unaffordable':
        return connection.refuse('rate', 'too much to try');
      case 'impossible':
        return connection.close('try-again', 'cannot be compared now');
      case 'outside':
        return this.#syncReplies.deny(connection, { inserts: false });
    }
  }

  /** Drops what comes from a user who could not write the text while it was open. */
  #drop(write: Write): void {
    const { connection } = write;
    const intent = intentOf(this.#generation, write);
    if (intent === 'malformed') return connection.refuse('malformed', 'cannot be read');
    if (intent === 'nothing' || intent === 'tidies') return this.#acknowledge(write);
    this.#syncReplies.deny(connection, { inserts: intent === 'inserts' });
  }

  #acknowledge({ connection, frame }: Write): void {
    this.#syncReplies.accountOf(connection).committed(frame.isAnswer, noClocks, false);
    this.#syncReplies.acknowledge(connection, this.#tools.now());
  }

  /** Drops the drafts after the frozen text has been read again. */
  reloaded(): void {
    this.#proposals = null;
  }
}
