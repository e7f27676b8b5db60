/** What is written to a generation that has ended: kept as its author's late proposal, and its author told so. */
import { encodeLateProposalKept } from '#wire/messages.ts';
import type { Generation } from './generation.ts';
import { LateProposals, type LateTools } from './late.ts';
import { quarantine, type QuarantineTools } from './quarantine.ts';
import { noClocks, type Replies } from './replies.ts';
import type { Write } from './work.ts';

export class LateWrites {
  readonly #tools: LateTools & QuarantineTools;
  readonly #generation: Generation;
  readonly #replies: Replies;
  #proposals: LateProposals | null = null;

  constructor(tools: LateTools & QuarantineTools, generation: Generation, replies: Replies) {
    this.#tools = tools;
    this.#generation = generation;
    this.#replies = replies;
  }

  async keep(write: Write): Promise<void> {
    const { connection, frame } = write;
    const { place } = this.#generation;
    this.#proposals ??= new LateProposals(this.#tools, this.#generation);
    const outcome = await this.#proposals.keep(connection, frame.update);
    switch (outcome.kind) {
      case 'nothing-new':
        this.#replies.accountOf(connection).committed(frame.isAnswer, noClocks, false);
        return this.#replies.acknowledge(connection, this.#tools.now());
      case 'kept':
        this.#replies.accountOf(connection).lost();
        if (connection.wantsOurs) connection.send(encodeLateProposalKept(outcome));
        return;
      case 'malformed':
        return connection.refuse('malformed', outcome.reason);
      case 'unknown-content':
        return quarantine(this.#tools, place, write, outcome.reason);
      case 'gap':
        return this.#replies.missed(write);
      case 'foreign':
        return this.#replies.refuseForeign(connection, outcome.client);
      case 'too-large':
        return connection.refuse('too-large', 'late proposal too large');
      case 'unaffordable':
        return connection.refuse('rate', 'too much to try');
      case 'outside':
      case 'denied':
        return this.#replies.deny(connection);
    }
  }

  /** The frozen text has been read anew. */
  reloaded(): void {
    this.#proposals = null;
  }
}
