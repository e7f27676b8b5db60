/**
 * Serves one page that follows a study: it sends the events that come after the last one sent, read from the
 * log with the rights that the reader has at that moment; these are authorized again whenever they may have
 * changed.
 */
import { closeCodes, type CloseReason } from '#wire/close.ts';
import type { LiveEvent, LiveMessage } from '#wire/live.ts';
import type { StudyId } from '#base/ids.ts';
import { grantsIn, studyAbilitiesOf, type Actor, type Viewpoint } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Store } from '#server/store/open.ts';
import type { LiveTransport } from './live-transport.ts';
import type { Round } from '../handshake/revoke.ts';
import type { SharedReads } from '../handshake/shared-reads.ts';

/** Lists the study's log from a viewpoint: those events after a number, oldest first. */
export interface ReadableLog {
  list(
    viewpoint: Viewpoint,
    studySlug: string,
    after: number,
    limit: number
  ): Promise<Result<Omit<LiveEvent, 'type' | 'study'>[]>>;
}

export interface LiveReaderTools {
  readonly logger: Logger;
  readonly store: Store;
  readonly sessions: Pick<Sessions, 'recallAll'>;
  readonly events: ReadableLog;
}

const page = 200;
/** Limits what waits for a page: one that does not read is closed, and resumes when it reconnects. */
const maxWaiting = 1024 * 1024;

export class LiveReader {
  readonly studyId: string;
  readonly documentId = null;
  readonly #studySlug: string;
  readonly #transport: LiveTransport;
  readonly #tools: LiveReaderTools;
  readonly #reads: SharedReads;
  #actor: Actor;
  #after: number;
  #isSending = false;
  #woken = false;
  #heard = true;
  #isGone = false;
  readonly #whenGone: (() => void)[] = [];

  constructor(
    transport: LiveTransport,
    who: { actor: Actor; studySlug: string; studyId: string; after: number },
    tools: LiveReaderTools,
    reads: SharedReads
  ) {
    this.#transport = transport;
    this.#tools = tools;
    this.#reads = reads;
    this.#actor = who.actor;
    this.#studySlug = who.studySlug;
    this.studyId = who.studyId;
    this.#after = who.after;
    transport.listen({
      // The connection carries nothing from the page to the server.
      spoke: () => this.close('malformed'),
      alive: () => (this.#heard = true),
      broken: () => tools.logger.metrics.refusedFrames.inc({ reason: 'socket' }),
      gone: () => {
        this.#isGone = true;
        for (const call of this.#whenGone.splice(0)) call();
      }
    });
  }

  get userId(): string {
    return this.#actor.userId;
  }

  get sessionId(): string {
    return this.#actor.sessionId;
  }

  /** Notifies those who attend meetings that the lead moved; the page requests the new address itself. */
  sendLeadMoved(): void {
    if (studyAbilitiesOf(grantsIn(this.#actor, this.studyId as StudyId)).has('study.meetings'))
      this.#send({ type: 'lead-moved' });
  }

  /** Looks for new events to send. */
  wake(): void {
    this.#woken = true;
    if (this.#isSending) return;
    this.#isSending = true;
    this.#sendNew()
      .catch((error: unknown) => {
        this.#tools.logger.error('Live events could not be read', error);
        this.close('try-again');
      })
      .finally(() => {
        this.#isSending = false;
        if (this.#woken && this.#transport.isOpen) this.wake();
      });
  }

  async recheckAccess(round: Round): Promise<void> {
    try {
      const { sessionId } = this.#actor;
      const actor = await round.oneOf('session', sessionId, (ids) => this.#tools.sessions.recallAll(ids));
      if (!actor) {
        this.#send({ type: 'session-ended' });
        return this.close('session-ended');
      }
      const changed = rightsOf(actor) !== rightsOf(this.#actor);
      this.#actor = actor;
      const viewpoint = this.#viewpoint();
      const allowed = await this.#reads.readOnce(JSON.stringify(['may', this.#studySlug, viewpoint]), () =>
        this.#tools.events.list(viewpoint, this.#studySlug, this.#after, 1)
      );
      if (changed) this.#send({ type: 'rights-changed' });
      if (!allowed.ok) this.close('forbidden');
    } catch (error) {
      this.#tools.logger.error('Rights could not be read again', error, { userId: this.userId });
      this.close('try-again');
    }
  }

  checkPulse(): void {
    if (!this.#heard) return this.#transport.cut();
    this.#heard = false;
    this.#transport.ping();
  }

  close(reason: CloseReason): void {
    this.#transport.close(closeCodes[reason].number, reason);
  }

  /** Calls when the connection is gone. */
  onGone(call: () => void): void {
    if (this.#isGone) call();
    else this.#whenGone.push(call);
  }

  /** Closes the page's connection. Resolves when it is gone. */
  closed(reason: CloseReason): Promise<void> {
    return new Promise((gone) => {
      this.onGone(gone);
      this.close(reason);
    });
  }

  async #sendNew(): Promise<void> {
    while (this.#woken && this.#transport.isOpen) {
      this.#woken = false;
      const viewpoint = this.#viewpoint();
      const key = JSON.stringify(['read', this.#studySlug, this.#after, viewpoint]);
      const eventPage = await this.#reads.readOnce(key, () =>
        readOn(this.#tools, viewpoint, this.#studySlug, this.#after)
      );
      if (!eventPage) return this.close('forbidden');
      if (JSON.stringify(viewpoint) !== JSON.stringify(this.#viewpoint())) {
        // Rights have changed meanwhile: what was read with the old ones is not sent.
        this.#woken = true;
        continue;
      }
      for (const text of eventPage.texts) this.#sendText(text);
      this.#after = Math.max(this.#after, eventPage.through);
      if (eventPage.hasMore) this.#woken = true;
    }
  }

  /**
   * Returns the viewpoint with the grants of this study only, so that people who differ elsewhere share
   * reads.
   */
  #viewpoint(): Viewpoint {
    return {
      isAdministrator: this.#actor.isAdministrator,
      grants: grantsIn(this.#actor, this.studyId as StudyId)
    };
  }

  #send(message: LiveMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  #sendText(text: string): void {
    if (!this.#transport.isOpen) return;
    if (this.#transport.waiting > maxWaiting) return this.close('too-slow');
    this.#transport.send(text);
  }
}

interface EventPage {
  /** Holds live events as JSON. */
  readonly texts: readonly string[];
  /** Gives the number up to which the log has been read. */
  readonly through: number;
  readonly hasMore: boolean;
}

/** Undefined where this viewpoint may not read the study's log. */
async function readOn(
  { store, events }: LiveReaderTools,
  viewpoint: Viewpoint,
  studySlug: string,
  after: number
): Promise<EventPage | undefined> {
  // The head is read before the events: all up to it are then among those that are read, or hidden.
  const head = await headOf(store, studySlug);
  const found = await events.list(viewpoint, studySlug, after, page);
  if (!found.ok || !head) return undefined;
  const texts = found.value.map(({ number, at, kind, cityId, documentId, payload }) =>
    JSON.stringify({
      type: 'event',
      study: studySlug,
      number,
      at,
      kind,
      cityId,
      documentId,
      payload
    } satisfies LiveEvent)
  );
  const last = found.value.at(-1)?.number ?? after;
  const hasMore = found.value.length === page;
  // What is hidden from this viewpoint need not be looked at again.
  return { texts, through: hasMore ? last : Math.max(last, head.number), hasMore };
}

const rightsOf = (actor: Actor): string => JSON.stringify([actor.isAdministrator, actor.grants]);

/** Finds the study of this slug, and the number of the last event in its log. */
export async function headOf(
  store: Store,
  studySlug: string
): Promise<{ readonly id: string; readonly number: number } | undefined> {
  const row = await store.db
    .selectFrom('study')
    .leftJoin('event', (join) =>
      join.onRef('event.studyId', '=', 'study.id').onRef('event.seq', '=', 'study.eventSeq')
    )
    .select(['study.id', 'event.number'])
    .where('study.slug', '=', studySlug)
    .executeTakeFirst();
  return row && { id: row.id, number: row.number ?? 0 };
}
