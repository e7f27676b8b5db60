/**
 * Serves `/live`, and `/live-http` for pages that no WebSocket reaches: the events of a study, sent to its
 * open pages in the order of the log. A signal only starts a read; what is sent is read from the log, so that
 * a reader who reconnects misses nothing and learns nothing more than the log shows to them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Actor, Viewpoint } from '#base/permissions.ts';
import { statusOf } from '#base/refusal.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import type { Config } from '#server/process/config.ts';
import type { ClientAddress } from '#server/process/client-address.ts';
import type { SignalBus } from '#server/events/signals.ts';
import { openUpgradeGuard, refuseUpgrade } from '../handshake/upgrade-guard.ts';
import { answer } from '../transport/http-transport.ts';
import { LiveSocket, LiveStream, type LiveTransport } from './live-transport.ts';
import { headOf, LiveReader, type LiveReaderTools } from './live-reader.ts';
import { sendRenewedCookie } from '../handshake/renewed-cookie.ts';
import { openRevoker, Round } from '../handshake/revoke.ts';
import { SharedReads } from '../handshake/shared-reads.ts';
import { openSocketServer } from '../handshake/socket-server.ts';
import type { UpgradeHandler } from '../sync.ts';

export interface LiveTools extends LiveReaderTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly clientAddress: ClientAddress;
  readonly signals: SignalBus;
  readonly sessions: Pick<Sessions, 'read' | 'recallAll'>;
  /** Returns when who leads the meeting of a study moved last; undefined where nobody leads. */
  readonly findLead: (studyId: string) => Promise<{ readonly at: string } | undefined>;
}

export interface Live extends UpgradeHandler {
  /** `/live-http`: the same as an event stream. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
}

/** Describes who may connect, and behind which event they go on. */
interface AdmittedRequest {
  readonly actor: Actor;
  readonly studySlug: string;
  readonly studyId: string;
  readonly after: number;
}

interface Refused {
  readonly status: 401 | 403 | 404 | 429 | 503;
}

const maxConnectionsPerPerson = 100;

export function openLive(tools: LiveTools): Live {
  const { signals, logger, store, sessions, events } = tools;
  const upgradeGuard = openUpgradeGuard({
    origin: tools.config.origin,
    sessions,
    now: tools.now,
    clientAddress: tools.clientAddress
  });
  const socketServer = openSocketServer();
  const readers = new Set<LiveReader>();
  const reads = new SharedReads();
  const stopRevoking = openRevoker(signals, () => readers);
  const stopListening = signals.listen((signal) => {
    if (signal.kind === 'lead-moved')
      for (const reader of readers) if (reader.studyId === signal.studyId) reader.sendLeadMoved();
    if (signal.kind !== 'event') return;
    for (const reader of readers) if (reader.studyId === signal.event.studyId) reader.wake();
  });
  let closing = false;

  function openOf(userId: string): number {
    let count = 0;
    for (const reader of readers) if (reader.userId === userId) count++;
    return count;
  }

  async function admit(request: IncomingMessage): Promise<AdmittedRequest | Refused> {
    if (closing) return { status: 503 };
    const admission = await upgradeGuard.admit(request);
    if ('status' in admission) return admission;
    const { actor } = admission;
    const target = parseQuery(request.url ?? '');
    if (!target) return { status: 404 };
    const { studySlug } = target;
    const viewpoint: Viewpoint = { isAdministrator: actor.isAdministrator, grants: actor.grants };
    const { study, allowed } = await reads.readOnce(
      JSON.stringify(['admit', studySlug, viewpoint]),
      async () => {
        const found = await headOf(store, studySlug);
        return { study: found, allowed: await events.list(viewpoint, studySlug, found?.number ?? 0, 1) };
      }
    );
    if (!study) return { status: 404 };
    if (!allowed.ok) return { status: statusOf[allowed.refusal.code] === 403 ? 403 : 404 };
    if (openOf(actor.userId) >= maxConnectionsPerPerson) return { status: 429 };
    return { actor, studySlug, studyId: study.id, after: target.after ?? study.number };
  }

  function attach(transport: LiveTransport, admittedRequest: AdmittedRequest): void {
    const reader = new LiveReader(transport, admittedRequest, tools, reads);
    readers.add(reader);
    reader.onGone(() => readers.delete(reader));
    if (closing) return reader.close('restart');
    reader.wake();
    sendLead(reader, admittedRequest).catch((error: unknown) =>
      logger.error('The lead of a meeting could not be read', error)
    );
    // Rights may have changed between the handshake and now.
    void reader.recheckAccess(new Round());
  }

  /**
   * Sends that the lead of a meeting moved after the page's last event. The lead is no event of the log, so
   * it is sent once the connection is open.
   */
  async function sendLead(reader: LiveReader, { studyId, after }: AdmittedRequest): Promise<void> {
    const lead = await tools.findLead(studyId);
    if (lead && Date.parse(lead.at) > after) reader.sendLeadMoved();
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const admittedRequest = await admit(request);
    if ('status' in admittedRequest) return refuseUpgrade(socket, admittedRequest.status);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) =>
      attach(new LiveSocket(opened), admittedRequest)
    );
  }

  async function stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET') return answer(response, 405);
    const admittedRequest = await admit(request);
    if ('status' in admittedRequest) return answer(response, admittedRequest.status);
    if (response.destroyed) return;
    sendRenewedCookie(request, response);
    attach(new LiveStream(response), admittedRequest);
  }

  return {
    handleUpgrade: (request, socket, head) => {
      upgrade(request, socket, head).catch((error: unknown) => {
        logger.error('An upgrade failed', error);
        refuseUpgrade(socket, 500);
      });
    },
    handleRequest: (request, response) => {
      stream(request, response).catch((error: unknown) => {
        logger.error('Live events over HTTP failed', error);
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

function parseQuery(url: string): { studySlug: string; after: number | null } | undefined {
  const match = /^\/live(?:-http)?\?([^#]*)$/.exec(url);
  const query = new URLSearchParams(match?.[1] ?? '');
  const studySlug = query.get('study');
  const after = query.get('after');
  if (studySlug === null || studySlug.length > 64 || (after !== null && !/^\d{1,15}$/.test(after)))
    return undefined;
  return { studySlug, after: after === null ? null : Number(after) };
}
