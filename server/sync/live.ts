/**
 * `/live`: what happens in a study, told to its open pages in the order of the log. The bell only wakes it; what is told is
 * read from the log behind the last event told, so that a reader who comes back misses nothing and learns nothing more than
 * the log shows to them.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeCodes, type CloseReason } from '#wire/close.ts';
import type { LiveEvent, LiveMessage } from '#wire/live.ts';
import type { StudyId } from '#domain/ids.ts';
import { grantsIn, type Actor } from '#domain/permissions.ts';
import { statusOf, type Result } from '#domain/refusal.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Config } from '../config.ts';
import type { Bell } from '../events/bell.ts';
import type { Journal } from '../journal.ts';
import type { Store } from '../store/open.ts';
import { openDoorman, refuseUpgrade } from './doorman.ts';
import { openRevoker, Round } from './revoke.ts';
import { SharedReads } from './shared-reads.ts';
import { closeSocket, openSocketServer } from './socket-server.ts';
import type { UpgradeHandler } from './sync.ts';

/** All of a person that decides what they may read; people of equal viewpoints share what is read for them. */
type Viewpoint = Pick<Actor, 'isAdministrator' | 'grants'>;

/** The study's log as one may read it from a viewpoint: those events after a number, oldest first. */
export interface ReadableLog {
  list(viewpoint: Viewpoint, studySlug: string, after: number, limit: number): Promise<Result<Omit<LiveEvent, 'type' | 'study'>[]>>;
}

export interface LiveTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly journal: Journal;
  readonly store: Store;
  readonly bell: Bell;
  readonly sessions: Pick<Sessions, 'read' | 'recallAll'>;
  readonly events: ReadableLog;
}

const page = 200;
const maxSocketsPerPerson = 100;
/** A page that does not read what it is told is closed; it resumes when it comes back. */
const maxWaiting = 1024 * 1024;

export function openLive(tools: LiveTools): UpgradeHandler {
  const { bell, journal, store, sessions, events } = tools;
  const doorman = openDoorman({ origin: tools.config.origin, sessions, now: tools.now });
  const socketServer = openSocketServer();
  const readers = new Set<Reader>();
  const reads = new SharedReads();
  const stopRevoking = openRevoker(bell, () => readers);
  const stopListening = bell.listen((ring) => {
    if (ring.type !== 'event') return;
    for (const reader of readers) if (reader.studyId === ring.event.studyId) reader.wake();
  });
  let closing = false;

  function openOf(userId: string): number {
    let count = 0;
    for (const reader of readers) if (reader.userId === userId) count++;
    return count;
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (closing) return refuseUpgrade(socket, 503);
    const admission = await doorman.admit(request);
    if ('status' in admission) return refuseUpgrade(socket, admission.status);
    const { actor } = admission;
    const asked = parseQuery(request.url ?? '');
    if (!asked) return refuseUpgrade(socket, 404);
    const { slug } = asked;
    const viewpoint: Viewpoint = { isAdministrator: actor.isAdministrator, grants: actor.grants };
    const { study, allowed } = await reads.ask(JSON.stringify(['enter', slug, viewpoint]), async () => {
      const found = await headOf(store, slug);
      return { study: found, allowed: await events.list(viewpoint, slug, found?.eventSeq ?? 0, 1) };
    });
    if (!study) return refuseUpgrade(socket, 404);
    if (!allowed.ok) return refuseUpgrade(socket, statusOf[allowed.refusal.code] === 403 ? 403 : 404);
    if (openOf(actor.userId) >= maxSocketsPerPerson) return refuseUpgrade(socket, 429);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) => {
      const reader = new Reader(opened, { actor, slug, studyId: study.id, after: asked.after ?? study.eventSeq }, tools, reads);
      readers.add(reader);
      opened.on('close', () => readers.delete(reader));
      if (closing) return reader.close('restart');
      reader.wake();
      // Rights may have changed between the gate and now.
      void reader.judgeAgain(new Round());
    });
  }

  return {
    handleUpgrade: (request, socket, head) => {
      upgrade(request, socket, head).catch((error: unknown) => {
        journal.error('An upgrade failed', error);
        refuseUpgrade(socket, 500);
      });
    },
    close: async () => {
      closing = true;
      stopRevoking();
      stopListening();
      await Promise.all([...readers].map((reader) => reader.closed('restart')));
    }
  };
}

class Reader {
  readonly studyId: string;
  readonly documentId = null;
  readonly #slug: string;
  readonly #socket: WebSocket;
  readonly #tools: LiveTools;
  readonly #reads: SharedReads;
  #actor: Actor;
  #after: number;
  #isTelling = false;
  #woken = false;
  #heard = true;

  constructor(socket: WebSocket, who: { actor: Actor; slug: string; studyId: string; after: number }, tools: LiveTools, reads: SharedReads) {
    this.#socket = socket;
    this.#tools = tools;
    this.#reads = reads;
    this.#actor = who.actor;
    this.#slug = who.slug;
    this.studyId = who.studyId;
    this.#after = who.after;
    // The line goes one way.
    socket.on('message', () => this.close('malformed'));
    socket.on('pong', () => (this.#heard = true));
    socket.on('error', () => tools.journal.counters.refusedFrames.inc({ reason: 'socket' }));
  }

  get userId(): string {
    return this.#actor.userId;
  }

  get sessionId(): string {
    return this.#actor.sessionId;
  }

  /** There may be something to tell. */
  wake(): void {
    this.#woken = true;
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#tell()
      .catch((error: unknown) => {
        this.#tools.journal.error('Live events could not be read', error);
        this.close('try-again');
      })
      .finally(() => {
        this.#isTelling = false;
        if (this.#woken && this.#socket.readyState === this.#socket.OPEN) this.wake();
      });
  }

  async judgeAgain(round: Round): Promise<void> {
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
      const allowed = await this.#reads.ask(JSON.stringify(['may', this.#slug, viewpoint]), () =>
        this.#tools.events.list(viewpoint, this.#slug, this.#after, 1)
      );
      if (changed) this.#send({ type: 'rights-changed' });
      if (!allowed.ok) this.close('forbidden');
    } catch (error) {
      this.#tools.journal.error('Rights could not be read again', error, { userId: this.userId });
      this.close('try-again');
    }
  }

  checkPulse(): void {
    if (!this.#heard) return this.#socket.terminate();
    this.#heard = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  close(reason: CloseReason): void {
    closeSocket(this.#socket, closeCodes[reason], reason);
  }

  /** Resolves when the socket is closed. */
  closed(reason: CloseReason): Promise<void> {
    return new Promise((gone) => {
      this.#socket.on('close', () => gone());
      this.close(reason);
    });
  }

  async #tell(): Promise<void> {
    while (this.#woken && this.#socket.readyState === this.#socket.OPEN) {
      this.#woken = false;
      const viewpoint = this.#viewpoint();
      const key = JSON.stringify(['tell', this.#slug, this.#after, viewpoint]);
      const told = await this.#reads.ask(key, () => readOn(this.#tools, viewpoint, this.#slug, this.#after));
      if (!told) return this.close('forbidden');
      if (JSON.stringify(viewpoint) !== JSON.stringify(this.#viewpoint())) {
        // Rights have changed meanwhile: what was read for the old ones is not told.
        this.#woken = true;
        continue;
      }
      for (const text of told.texts) this.#sendText(text);
      this.#after = Math.max(this.#after, told.through);
      if (told.hasMore) this.#woken = true;
    }
  }

  /** Of the grants only those of this study, so that people who differ elsewhere share. */
  #viewpoint(): Viewpoint {
    return { isAdministrator: this.#actor.isAdministrator, grants: grantsIn(this.#actor, this.studyId as StudyId) };
  }

  #send(message: LiveMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  #sendText(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > maxWaiting) return this.close('too-slow');
    this.#socket.send(text);
  }
}

interface Told {
  /** Live events as JSON. */
  readonly texts: readonly string[];
  /** The number up to which the log has been read. */
  readonly through: number;
  readonly hasMore: boolean;
}

/** Undefined where this viewpoint may not read the study's log. */
async function readOn({ store, events }: LiveTools, viewpoint: Viewpoint, slug: string, after: number): Promise<Told | undefined> {
  // Before the events: all up to it are then among those that are read, or hidden.
  const head = await headOf(store, slug);
  const found = await events.list(viewpoint, slug, after, page);
  if (!found.ok || !head) return undefined;
  const texts = found.value.map(({ seq, at, kind, cityId, documentId, payload }) =>
    JSON.stringify({ type: 'event', study: slug, seq, at, kind, cityId, documentId, payload } satisfies LiveEvent)
  );
  const last = found.value.at(-1)?.seq ?? after;
  const hasMore = found.value.length === page;
  // What is hidden from this viewpoint need not be looked at again.
  return { texts, through: hasMore ? last : Math.max(last, head.eventSeq), hasMore };
}

const rightsOf = (actor: Actor): string => JSON.stringify([actor.isAdministrator, actor.grants]);

async function headOf(store: Store, slug: string): Promise<{ id: string; eventSeq: number } | undefined> {
  return store.db.selectFrom('study').select(['id', 'eventSeq']).where('slug', '=', slug).executeTakeFirst();
}

function parseQuery(url: string): { slug: string; after: number | null } | undefined {
  const match = /^\/live\?([^#]*)$/.exec(url);
  const query = new URLSearchParams(match?.[1] ?? '');
  const slug = query.get('study');
  const after = query.get('after');
  if (slug === null || slug.length > 64 || (after !== null && !/^\d{1,15}$/.test(after))) return undefined;
  return { slug, after: after === null ? null : Number(after) };
}
