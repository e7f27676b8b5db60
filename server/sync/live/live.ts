/**
 * `/live`, and `/live-http` for those whom no WebSocket reaches: what happens in a study, told to its open pages in the order of the
 * log. The bell only wakes it; what is told is read from the log, so that a reader who comes back misses nothing and learns nothing
 * more than the log shows to them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Actor } from '#domain/permissions.ts';
import { statusOf } from '#domain/refusal.ts';
import type { Sessions } from '../../auth/sessions.ts';
import type { Config } from '../../config.ts';
import type { Bell } from '../../events/bell.ts';
import { findLead } from '../../store/leads.ts';
import { openDoorman, refuseUpgrade } from '../door/doorman.ts';
import { answer } from '../lines/http-line.ts';
import { LiveSocket, LiveStream, type LiveLine } from './live-line.ts';
import { headOf, LiveReader, type LiveReaderTools, type Viewpoint } from './live-reader.ts';
import { openRevoker, Round } from '../door/revoke.ts';
import { SharedReads } from '../door/shared-reads.ts';
import { openSocketServer } from '../door/socket-server.ts';
import type { UpgradeHandler } from '../sync.ts';

export interface LiveTools extends LiveReaderTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly bell: Bell;
  readonly sessions: Pick<Sessions, 'read' | 'recallAll'>;
}

export interface Live extends UpgradeHandler {
  /** `/live-http`: the same as an event stream. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
}

/** Who may come in, and behind which event they go on. */
interface Entrant {
  readonly actor: Actor;
  readonly slug: string;
  readonly studyId: string;
  readonly after: number;
}

interface Refused {
  readonly status: 401 | 403 | 404 | 429 | 503;
}

const maxLinesPerPerson = 100;

export function openLive(tools: LiveTools): Live {
  const { bell, journal, store, sessions, events } = tools;
  const doorman = openDoorman({ origin: tools.config.origin, sessions, now: tools.now });
  const socketServer = openSocketServer();
  const readers = new Set<LiveReader>();
  const reads = new SharedReads();
  const stopRevoking = openRevoker(bell, () => readers);
  const stopListening = bell.listen((ring) => {
    if (ring.type === 'lead-moved')
      for (const reader of readers) if (reader.studyId === ring.studyId) reader.tellLeadMoved();
    if (ring.type !== 'event') return;
    for (const reader of readers) if (reader.studyId === ring.event.studyId) reader.wake();
  });
  let closing = false;

  function openOf(userId: string): number {
    let count = 0;
    for (const reader of readers) if (reader.userId === userId) count++;
    return count;
  }

  async function admit(request: IncomingMessage): Promise<Entrant | Refused> {
    if (closing) return { status: 503 };
    const admission = await doorman.admit(request);
    if ('status' in admission) return admission;
    const { actor } = admission;
    const asked = parseQuery(request.url ?? '');
    if (!asked) return { status: 404 };
    const { slug } = asked;
    const viewpoint: Viewpoint = { isAdministrator: actor.isAdministrator, grants: actor.grants };
    const { study, allowed } = await reads.ask(JSON.stringify(['enter', slug, viewpoint]), async () => {
      const found = await headOf(store, slug);
      return { study: found, allowed: await events.list(viewpoint, slug, found?.number ?? 0, 1) };
    });
    if (!study) return { status: 404 };
    if (!allowed.ok) return { status: statusOf[allowed.refusal.code] === 403 ? 403 : 404 };
    if (openOf(actor.userId) >= maxLinesPerPerson) return { status: 429 };
    return { actor, slug, studyId: study.id, after: asked.after ?? study.number };
  }

  function enter(line: LiveLine, entrant: Entrant): void {
    const reader = new LiveReader(line, entrant, tools, reads);
    readers.add(reader);
    reader.onGone(() => readers.delete(reader));
    if (closing) return reader.close('restart');
    reader.wake();
    tellOfLead(reader, entrant).catch((error: unknown) =>
      journal.error('Who leads could not be read', error)
    );
    // Rights may have changed between the gate and now.
    void reader.judgeAgain(new Round());
  }

  /** Where a meeting is led is no event: that it began or moved on behind the place where this page goes on is told once the line stands. */
  async function tellOfLead(reader: LiveReader, { studyId, after }: Entrant): Promise<void> {
    const lead = await findLead(store.db, studyId);
    if (lead && Date.parse(lead.at) > after) reader.tellLeadMoved();
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const entrant = await admit(request);
    if ('status' in entrant) return refuseUpgrade(socket, entrant.status);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) => enter(new LiveSocket(opened), entrant));
  }

  async function stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET') return answer(response, 405);
    const entrant = await admit(request);
    if ('status' in entrant) return answer(response, entrant.status);
    if (response.destroyed) return;
    enter(new LiveStream(response), entrant);
  }

  return {
    handleUpgrade: (request, socket, head) => {
      upgrade(request, socket, head).catch((error: unknown) => {
        journal.error('An upgrade failed', error);
        refuseUpgrade(socket, 500);
      });
    },
    handleRequest: (request, response) => {
      stream(request, response).catch((error: unknown) => {
        journal.error('Live events over HTTP failed', error);
        if (response.headersSent) response.destroy();
        else answer(response, 500);
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

function parseQuery(url: string): { slug: string; after: number | null } | undefined {
  const match = /^\/live(?:-http)?\?([^#]*)$/.exec(url);
  const query = new URLSearchParams(match?.[1] ?? '');
  const slug = query.get('study');
  const after = query.get('after');
  if (slug === null || slug.length > 64 || (after !== null && !/^\d{1,15}$/.test(after))) return undefined;
  return { slug, after: after === null ? null : Number(after) };
}
