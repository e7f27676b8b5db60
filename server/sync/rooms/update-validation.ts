/** Decides what becomes of a write while its generation is open: refused, set aside, tried in a scratch document, or handed to the log. */
import type { AppendQueue } from './append-queue.ts';
import type { Generation } from './generation.ts';
import { checkUpdate, type AcceptedUpdate, type UpdateCheck } from './update-check.ts';
import type { LateWrites } from './late-writes.ts';
import type { LogQuota } from './log-quota.ts';
import { intentOf } from './reader-writes.ts';
import { foreignIn, foreignRepeatOf, othersRepeated, type Author } from './repeats.ts';
import { quarantine, type QuarantineTools } from './quarantine.ts';
import type { SyncReplies } from './sync-replies.ts';
import type { TextBound } from './text-bound.ts';
import { orderHolds, type TrialTools } from './trial.ts';
import { mostStructs } from './instalments.ts';
import type { Write } from './work.ts';

export class UpdateValidation {
  readonly #tools: TrialTools & QuarantineTools;
  readonly #generation: Generation;
  readonly #syncReplies: SyncReplies;
  readonly #late: LateWrites;
  readonly #appendQueue: AppendQueue;
  readonly #textBound: TextBound;
  readonly #logQuota: LogQuota;
  readonly #presentUserOf: (client: number) => string | undefined;

  constructor(
    tools: TrialTools & QuarantineTools,
    room: {
      readonly generation: Generation;
      readonly syncReplies: SyncReplies;
      readonly late: LateWrites;
      readonly appendQueue: AppendQueue;
      readonly textBound: TextBound;
      readonly logQuota: LogQuota;
      /** Returns the user who is present under a client id. */
      readonly presentUserOf: (client: number) => string | undefined;
    }
  ) {
    this.#tools = tools;
    this.#generation = room.generation;
    this.#syncReplies = room.syncReplies;
    this.#late = room.late;
    this.#appendQueue = room.appendQueue;
    this.#textBound = room.textBound;
    this.#logQuota = room.logQuota;
    this.#presentUserOf = room.presentUserOf;
  }

  /** No other write may be validated before a promise that it returns has settled. */
  validate(write: Write): Promise<void> | undefined {
    const { connection, frame } = write;
    const { text, rules } = this.#generation;
    if (frame.isAnswer && text.isKnown(frame.update)) {
      this.#appendQueue.await({ kind: 'write', work: write, accepted: null });
      return undefined;
    }
    if (connection.access !== 'write') {
      this.#drop(write);
      return undefined;
    }
    if ((write.cost ?? 0) > mostStructs) {
      connection.refuse('too-large', 'too much in one message');
      return undefined;
    }
    const mayTouch = this.#generation.groundOf(connection.parts);
    const verdict = checkUpdate(text.structIndex, frame.update, rules, {
      userId: connection.userId,
      ownerOf: (client) => this.#ownerOf(client),
      mayClaim: (more) => this.#generation.mayClaim(connection.userId, more),
      reader: write.instalment?.reader,
      mayTouch
    });
    const author = this.#authorOf(connection);
    const taken =
      verdict.kind === 'malformed' && connection.wantsOurs ? foreignIn(frame.update, author) : undefined;
    if (taken !== undefined) {
      this.#syncReplies.refuseForeign(connection, taken);
      return undefined;
    }
    // Stock clients are told nothing and repeat whole documents.
    const others = connection.wantsOurs ? othersRepeated(verdict, author) : [];
    if (others.some((client) => !this.#isCompared(write, client)))
      return this.#compare(write, verdict, others);
    return this.#follow(write, verdict);
  }

  #follow(write: Write, verdict: UpdateCheck): Promise<void> | undefined {
    const { connection, frame, instalment } = write;
    const { text, roomKey } = this.#generation;
    if (verdict.kind === 'malformed') connection.refuse('malformed', verdict.reason);
    else if (verdict.kind === 'nothing-new') {
      // For a user who writes in parts, what is left out elsewhere may be new to others.
      const isAllKnown = instalment ? instalment.isLast && !instalment.of.heldNew : true;
      if (frame.isAnswer && isAllKnown && !this.#generation.groundOf(connection.parts))
        text.foundKnown(instalment?.of.update ?? frame.update);
      this.#appendQueue.await({ kind: 'write', work: write, accepted: null });
    } else if (verdict.kind === 'outside') this.#appendQueue.await({ kind: 'denied', work: write });
    else if (verdict.kind === 'gap') this.#appendQueue.await({ kind: 'gap', work: write });
    else if (verdict.kind === 'too-many-ids') connection.refuse('forbidden', 'too many client ids');
    else if (verdict.kind === 'foreign') this.#syncReplies.refuseForeign(connection, verdict.client);
    else if (verdict.kind === 'unknown-content')
      return quarantine(this.#tools, roomKey, instalment?.rest() ?? write, verdict.reason);
    else if (verdict.kind === 'too-large') this.#textBound.refusePart(connection, verdict.excess);
    else if (verdict.orderUnsure) return this.#tryAll(write, verdict);
    else return this.#admit(write, verdict);
    return undefined;
  }

  /** Returns whose a client id is: of who wrote under it, or else of who is present under it. */
  #ownerOf(client: number): string | undefined {
    return this.#generation.ownerOf(client) ?? this.#presentUserOf(client);
  }

  /** Drops the write of a reader: it is denied, unless it holds nothing new or only tidies formats up. */
  #drop(write: Write): void {
    const { connection, frame } = write;
    const intent = intentOf(this.#generation, write);
    if (intent === 'malformed') return connection.refuse('malformed', 'cannot be read');
    if (intent === 'inserts' || intent === 'deletes')
      return this.#appendQueue.await({ kind: 'denied', work: { ...write, intent } });
    if (intent === 'nothing' && frame.isAnswer) this.#generation.text.foundKnown(frame.update);
    this.#appendQueue.await({ kind: 'write', work: write, accepted: null });
  }

  #authorOf({ userId }: Write['connection']): Author {
    return { userId, ownerOf: (client) => this.#generation.ownerOf(client) };
  }

  #isCompared({ instalment }: Write, client: number): boolean {
    return (instalment?.of.compared.get(client) ?? 0) >= this.#generation.text.structIndex.clockOf(client);
  }

  /**
   * Refuses a write that repeats structs under another person's id with other content: its author would be
   * told that it is saved. Of a long write, all is compared at once.
   */
  async #compare(write: Write, verdict: UpdateCheck, others: readonly number[]): Promise<void> {
    const { connection, frame, instalment } = write;
    const author = this.#authorOf(connection);
    // What is accepted counts as known from then on, while the text holds it only once it is committed.
    const { structIndex, pieces, size } = this.#generation.text;
    const known = { pieces: [...pieces, ...this.#appendQueue.waitingUpdates], size };
    const all = instalment?.of.repeatedClients.filter(
      (client) => (author.ownerOf(client) ?? author.userId) !== author.userId
    );
    const clients = all ?? others;
    for (const client of clients) instalment?.of.compared.set(client, structIndex.clockOf(client));
    const repeat = await foreignRepeatOf(
      this.#tools,
      { update: instalment?.of.update ?? frame.update, clients },
      known,
      author
    ).catch(() => 'impossible' as const);
    if (connection.isClosed) return;
    if (repeat === 'impossible') return connection.close('try-again', 'cannot be compared now');
    if (repeat === 'unaffordable') return connection.refuse('rate', 'too much to compare');
    if (repeat !== undefined) return this.#syncReplies.refuseForeign(connection, repeat);
    if (this.#generation.hasEnded) return this.#late.keep(write);
    return this.#follow(write, verdict);
  }

  /**
   * Tries out a write. Of a long write, all that is left of it at once: a scratch document is built for each
   * trial. Before that, what comes before the doubt is taken in.
   */
  #tryAll(write: Write, verdict: AcceptedUpdate): Promise<void> | undefined {
    const before = verdict.unsureAt && write.instalment?.before(verdict.unsureAt);
    if (before) return this.validate(before);
    return write.instalment?.isLast === false
      ? this.validate(write.instalment.rest())
      : this.#try(write, verdict);
  }

  /** Tries out, in a worker, an order that the struct index cannot decide; other rooms do not wait for it. */
  async #try(write: Write, verdict: AcceptedUpdate): Promise<void> {
    const { connection } = write;
    await this.#appendQueue.appended();
    if (connection.isClosed) return;
    if (this.#generation.hasEnded) return this.#late.keep(write);
    switch (await orderHolds(this.#tools, connection.userId, this.#generation.text, verdict.bytes)) {
      case 'holds':
        return this.#admit(write, verdict);
      case 'breaks':
        return connection.refuse('malformed', 'stands where no load would put it');
      case 'unaffordable':
        return connection.refuse('rate', 'too much to try');
    }
  }

  /** Accepts a write that the text and the quota of its author have room for. What only deletes always has room. */
  #admit(write: Write, accepted: AcceptedUpdate): Promise<void> | undefined {
    const size = accepted.bytes.length;
    if (accepted.clocks.length > 0) {
      if (!this.#logQuota.fits(write.connection, size)) this.#logQuota.refuse(write.connection, size);
      else if (!this.#textBound.fits(size + this.#appendQueue.waitingBytes))
        return this.#admitCompacted(write, accepted);
      else this.#accept(write, accepted);
    } else this.#accept(write, accepted);
    return undefined;
  }

  async #admitCompacted(write: Write, accepted: AcceptedUpdate): Promise<void> {
    const { connection } = write;
    await this.#appendQueue.appended();
    const more = accepted.bytes.length;
    const fits = await this.#textBound.fitsCompacted(more);
    if (connection.isClosed) return;
    if (this.#generation.hasEnded) return this.#late.keep(write);
    if (fits) this.#accept(write, accepted);
    else this.#textBound.refuse(connection, more);
  }

  #accept(write: Write, accepted: AcceptedUpdate): void {
    // What the index knows counts as stored: nothing may be integrated that is not queued.
    if (this.#appendQueue.isFull) return write.connection.refuse('rate', 'nothing can be saved just now');
    if (write.instalment) write.instalment.of.heldNew = true;
    this.#generation.text.structIndex.integrate(accepted.resolved);
    this.#appendQueue.claim(accepted.claims, write.connection.userId);
    // The queue holds no more of the check, which is large, until the commit.
    const { bytes, clocks, isPiece } = accepted;
    this.#appendQueue.await({ kind: 'write', work: write, accepted: { bytes, clocks, isPiece } });
  }
}
