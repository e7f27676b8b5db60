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
import type { Actor } from '#domain/permissions.ts';
import { statusOf, type Result } from '#domain/refusal.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Config } from '../config.ts';
import type { Bell } from '../events/bell.ts';
import type { Journal } from '../journal.ts';
import type { Store } from '../store/open.ts';
import { openDoorman, refuseUpgrade } from './doorman.ts';
import { openRevoker, Round } from './revoke.ts';
import { closeSocket, openSocketServer } from './socket-server.ts';
import type { UpgradeHandler } from './sync.ts';

/** The study's log as one person may read it: those events after a number, oldest first. */
export interface ReadableLog {
  list(actor: Actor, studySlug: string, after: number, limit: number): Promise<Result<Omit<LiveEvent, 'type' | 'study'>[]>>;
}

export interface LiveTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly journal: Journal;
  readonly store: Store;
  readonly bell: Bell;
  readonly sessions: Pick<Sessions, 'read' | 'recall'>;
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
  const stopRevoking = openRevoker(bell, () => readers);
  const stopListening = bell.listen((ring) => {
    if (ring.type !== 'event') return;
    for (const reader of readers) if (reader.studyId === ring.event.studyId) reader.wake();
  });
  let closing = false;

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (closing) return refuseUpgrade(socket, 503);
    const admission = await doorman.admit(request);
    if ('status' in admission) return refuseUpgrade(socket, admission.status);
    const { actor } = admission;
    const asked = parseQuery(request.url ?? '');
    const study = asked && (await headOf(store, asked.slug));
    if (!asked || !study) return refuseUpgrade(socket, 404);
    const after = asked.after ?? study.eventSeq;
    const allowed = await events.list(actor, asked.slug, after, 1);
    if (!allowed.ok) return refuseUpgrade(socket, statusOf[allowed.refusal.code] === 403 ? 403 : 404);
    if ([...readers].filter((reader) => reader.userId === actor.userId).length >= maxSocketsPerPerson) return refuseUpgrade(socket, 429);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) => {
      const reader = new Reader(opened, { actor, slug: asked.slug, studyId: study.id, after }, tools);
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
  #actor: Actor;
  #after: number;
  #isTelling = false;
  #woken = false;
  #heard = true;

  constructor(socket: WebSocket, who: { actor: Actor; slug: string; studyId: string; after: number }, tools: LiveTools) {
    this.#socket = socket;
    this.#tools = tools;
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
      const actor = await round.once(`session ${sessionId}`, () => this.#tools.sessions.recall(sessionId));
      if (!actor) {
        this.#send({ type: 'session-ended' });
        return this.close('session-ended');
      }
      const changed = rightsOf(actor) !== rightsOf(this.#actor);
      this.#actor = actor;
      const allowed = await this.#tools.events.list(actor, this.#slug, this.#after, 1);
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
      const head = await headOf(this.#tools.store, this.#slug);
      const found = await this.#tools.events.list(this.#actor, this.#slug, this.#after, page);
      if (!found.ok || !head) return this.close('forbidden');
      for (const event of found.value) {
        const { seq, at, kind, cityId, documentId, payload } = event;
        this.#send({ type: 'event', study: this.#slug, seq, at, kind, cityId, documentId, payload });
        this.#after = seq;
      }
      // What is hidden from this reader need not be looked at again.
      if (found.value.length < page) this.#after = Math.max(this.#after, head.eventSeq);
      else this.#woken = true;
    }
  }

  #send(message: LiveMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > maxWaiting) return this.close('too-slow');
    this.#socket.send(JSON.stringify(message));
  }
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
