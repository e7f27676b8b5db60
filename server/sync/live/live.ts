/**
 * Serves `/live`, and `/live-http` for pages that no WebSocket reaches: the events of a study, sent to its
 * open pages in the order of the log. A signal only starts a read; what is sent is read from the log, so that
 * a reader who reconnects misses nothing and learns nothing more than the log shows to them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Viewpoint } from '#base/permissions.ts';
import { statusOf } from '#base/refusal.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import type { Config } from '#server/process/config.ts';
import type { ClientAddress } from '#server/process/client-address.ts';
import { openUpgradeGuard, refuseUpgrade } from '../handshake/upgrade-guard.ts';
import { answer } from '../transport/http-transport.ts';
import { LiveSocket, LiveStream } from './live-transport.ts';
import { headOf } from './live-reader.ts';
import { LiveConnections, type AdmittedRequest, type LiveConnectionsTools } from './live-connections.ts';
import { sendRenewedCookie } from '../handshake/renewed-cookie.ts';
import { SharedReads } from '../handshake/shared-reads.ts';
import { openSocketServer } from '../handshake/socket-server.ts';
import type { UpgradeHandler } from '../sync.ts';

export interface LiveTools extends LiveConnectionsTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly clientAddress: ClientAddress;
  readonly sessions: Pick<Sessions, 'read' | 'recallAll'>;
}

export interface Live extends UpgradeHandler {
  /** `/live-http`: the same as an event stream. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
}

interface Refused {
  readonly status: 401 | 403 | 404 | 429 | 503;
}

const maxConnectionsPerPerson = 100;

export function openLive(tools: LiveTools): Live {
  const { logger, store, sessions, events } = tools;
  const upgradeGuard = openUpgradeGuard({
    origin: tools.config.origin,
    sessions,
    now: tools.now,
    clientAddress: tools.clientAddress
  });
  const socketServer = openSocketServer();
  const reads = new SharedReads();
  const connections = new LiveConnections(tools, reads);

  async function admit(request: IncomingMessage): Promise<AdmittedRequest | Refused> {
    if (connections.isClosing) return { status: 503 };
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
    if (connections.countOf(actor.userId) >= maxConnectionsPerPerson) return { status: 429 };
    return { actor, studySlug, studyId: study.id, after: target.after ?? study.number };
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const admittedRequest = await admit(request);
    if ('status' in admittedRequest) return refuseUpgrade(socket, admittedRequest.status);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) =>
      connections.attach(new LiveSocket(opened), admittedRequest)
    );
  }

  async function stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET') return answer(response, 405);
    const admittedRequest = await admit(request);
    if ('status' in admittedRequest) return answer(response, admittedRequest.status);
    if (response.destroyed) return;
    sendRenewedCookie(request, response);
    connections.attach(new LiveStream(response), admittedRequest);
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
    close: () => connections.close()
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
