/**
 * Builds the sync server: handshake, transports, rooms and revoker together. It offers the app its request
 * handlers and a function that closes it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '#server/process/config.ts';
import { storedId, tokenIn } from '#server/auth/lucia.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import type { ClientAddress } from '#server/process/client-address.ts';
import type { SignalBus } from '#server/events/signals.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Store } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { accessOf } from '#rules/documents/room-rights.ts';
import type { RoomSource } from './handshake/room-facts.ts';
import { Connection, type ConnectionTools } from './transport/connection.ts';
import { sendRenewedCookie } from './handshake/renewed-cookie.ts';
import { openUpgradeGuard, refuseUpgrade } from './handshake/upgrade-guard.ts';
import { Facts } from './handshake/facts.ts';
import type { Fanout } from './cluster/fanout.ts';
import {
  performHandshake,
  type AdmittedRequest,
  type HandshakeTools,
  type Refused
} from './handshake/handshake.ts';
import { answer } from './transport/http-transport.ts';
import { HttpTransports } from './transport/http-transports.ts';
import type { Transport } from './transport/transport.ts';
import type { Log } from './log/log.ts';
import { openAllowedTargets, type AllowedTargetsCache } from './handshake/allowed-targets.ts';
import { maxConnections, maxConnectionsPerPerson, openLimits, type Limits } from './transport/limits.ts';
import { openRevoker, Round } from './handshake/revoke.ts';
import type { RoomTools } from './rooms/room.ts';
import { openRooms, type Rooms } from './rooms/rooms.ts';
import { keyOf, roomKeyOf } from './rooms/room-key.ts';
import { WebSocketTransport } from './transport/websocket-transport.ts';
import { openSocketServer } from './handshake/socket-server.ts';
import { loadPresenceUser } from './handshake/presence-user.ts';
import { openQuotaWarnings, usualMaxLogBytes } from './rooms/log-quota.ts';
import { usualMaxTextBytes } from './rooms/text-bound.ts';
import { TickBatcher } from './transport/tick-batcher.ts';

export interface SyncTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly clientAddress: ClientAddress;
  readonly newId: () => string;
  readonly logger: Logger;
  readonly store: Store;
  readonly signals: SignalBus;
  readonly sessions: Pick<Sessions, 'read' | 'recallAll'>;
  readonly workers: DocumentWorkers;
  readonly fanout: Fanout;
  readonly roomSource: RoomSource;
  readonly log: Log;
  readonly maxTextBytes?: number | undefined;
  /** Limits the bytes that one person may add to the log of a generation. */
  readonly maxLogBytes?: number | undefined;
}

export interface UpgradeHandler {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses new connections, commits what has arrived, and closes all sockets so that clients reconnect after
   * the restart.
   */
  close(): Promise<void>;
}

export interface Sync extends UpgradeHandler {
  /** Serves `/sync-http/…`: the event stream of a transport, and the posts to it. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Settles when all that has arrived is committed, refused or answered, and all authorizations under way are
   * done.
   */
  settled(): Promise<void>;
}

interface AdmittedWithUser extends AdmittedRequest {
  /** Holds what presence shows of the person. */
  readonly user: Readonly<Record<string, unknown>>;
  /** Counts the signals before the handshake began. */
  readonly signalCount: number;
}

export function openSync(tools: SyncTools): Sync {
  const { logger, now, signals } = tools;
  const tickBatcher = new TickBatcher((error) => logger.error('A flush at the end of a tick failed', error));
  const facts = new Facts(signals, now);
  const limits = openLimits(now);
  const targets = openAllowedTargets(signals, tools.roomSource.targetsOf, (error) =>
    logger.error('The allowed roots and cells of a framework could not be read', error)
  );
  const rooms = openRooms(roomTools(tools, limits, tickBatcher, targets));
  const socketServer = openSocketServer();
  const stopRevoking = openRevoker(signals, () => rooms.connections());
  const handshake = handshakeTools(tools, facts, rooms);
  const httpTransports = new HttpTransports({ upgradeGuard: handshake.upgradeGuard, limits, tickBatcher });
  const ofConnections = connectionTools(tools, limits);
  let closing = false;

  async function admit(request: IncomingMessage): Promise<AdmittedWithUser | Refused> {
    const { signalCount } = facts;
    const admitted = await performHandshake(handshake, request);
    if ('status' in admitted) return admitted;
    const { actor, found } = admitted;
    const user = await facts.once(`presence-user ${actor.sessionId} ${found.studyId}`, () =>
      loadPresenceUser(tools.store.db, actor, found.studyId)
    );
    return { ...admitted, user, signalCount };
  }

  function join(transport: Transport, admitted: AdmittedWithUser): void {
    const { actor, found, isTooOld, signalCount } = admitted;
    const connection = new Connection(transport, admitted, ofConnections);
    // Answers held in confidence: whose eyes were on them can be told afterwards.
    if (found.facts.kind === 'confidential')
      logger.info('confidential answers opened', { userId: actor.userId, documentId: found.documentId });
    logger.metrics.connections.inc();
    connection.onGone(() => logger.metrics.connections.dec());
    if (closing) return connection.close('restart');
    if (isTooOld) return connection.refuse('client-too-old', 'reload to go on');
    void rooms.join(connection, found);
    // Rights may have changed during the handshake, before the revoker knew of this connection.
    if (facts.signalCount !== signalCount) void connection.recheckAccess(new Round());
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (closing) return refuseUpgrade(socket, 503);
    const admitted = await admit(request);
    if ('status' in admitted) return refuseUpgrade(socket, admitted.status);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) =>
      join(new WebSocketTransport(opened, socket, tickBatcher), admitted)
    );
  }

  async function openHttpTransport(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admitted = await admit(request);
    if ('status' in admitted) return answer(response, admitted.status);
    if (response.destroyed) return;
    sendRenewedCookie(request, response);
    join(httpTransports.open(response, admitted.actor.userId), admitted);
  }

  async function request(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closing) return answer(response, 503);
    if (incoming.method === 'GET') return openHttpTransport(incoming, response);
    if (incoming.method === 'POST') return httpTransports.post(incoming, response);
    answer(response, 405);
  }

  return {
    handleUpgrade: (incoming, socket, head) => {
      upgrade(incoming, socket, head).catch((error: unknown) => {
        logger.error('An upgrade failed', error);
        refuseUpgrade(socket, 500);
      });
    },
    handleRequest: (incoming, response) => {
      request(incoming, response).catch((error: unknown) => {
        logger.error('An HTTP transport failed', error);
        if (response.headersSent) response.destroy();
        else answer(response, 500);
      });
    },
    settled: async () => {
      await Promise.all([...rooms.connections()].map((connection) => connection.accessChecked));
      await rooms.settled();
    },
    close: async () => {
      closing = true;
      stopRevoking();
      targets.stop();
      facts.close();
      await rooms.settled();
      await Promise.all([...rooms.connections()].map(restarted));
      await rooms.settled();
      rooms.close();
    }
  };
}

const roomTools = (
  { log, fanout, workers, roomSource, logger, now, newId, maxTextBytes, maxLogBytes }: SyncTools,
  { fetched, bytes, structs }: Limits,
  tickBatcher: TickBatcher,
  targets: AllowedTargetsCache
): Omit<RoomTools, 'onDone'> => ({
  ...{ log, fanout, workers, tickBatcher, logger, now, newId },
  rootsOf: targets.of,
  confidentialAt: roomSource.confidentialAt,
  mayFetch: (userId, size) => fetched.take(userId, size),
  mayTry: (userId, size) => bytes.take(userId, size),
  maySpend: (userId, count) => structs.take(userId, count),
  maxTextBytes: maxTextBytes ?? usualMaxTextBytes,
  maxLogBytes: maxLogBytes ?? usualMaxLogBytes,
  warnOfQuota: openQuotaWarnings({ logger, now })
});

const handshakeTools = (
  { config: { origin }, sessions, now, clientAddress, roomSource }: SyncTools,
  facts: Facts,
  rooms: Rooms
): HandshakeTools => ({
  upgradeGuard: openUpgradeGuard({
    origin,
    sessions: {
      // The rest of a Cookie header is of any length, and the token is no key to keep in memory.
      read: async (cookie) => {
        const token = tokenIn(cookie, origin);
        if (token === null) return null;
        return facts.once(`session ${storedId(token)}`, () => sessions.read(cookie));
      }
    },
    now,
    clientAddress
  }),
  find: async (actor, name) => {
    const found = await facts.once(`room ${JSON.stringify(name)}`, () => roomSource.find(name));
    return found && accessOf(actor, found) !== 'none' ? found : undefined;
  },
  isFull: ({ userId }) =>
    rooms.connections().size >= maxConnections || rooms.countOf(userId) >= maxConnectionsPerPerson
});

const connectionTools = (
  { logger, now, sessions, roomSource }: SyncTools,
  { frames, bytes }: Limits
): ConnectionTools => ({
  logger,
  now,
  mayReceive: (userId, size) => frames.take(userId) && bytes.take(userId, size),
  readCurrentAccess: async ({ sessionId, found: { documentId, generation } }, round) => {
    const [actor, found] = await Promise.all([
      round.oneOf('session', sessionId, (ids) => sessions.recallAll(ids)),
      round.oneOf('room', keyOf({ documentId, generation }), (keys) => roomSource.list(keys.map(roomKeyOf)))
    ]);
    return { actor: actor ?? null, found };
  }
});

/** Closes a connection so that its client comes back after the restart, and waits until it is gone. */
const restarted = (connection: Connection): Promise<void> =>
  new Promise((gone) => {
    connection.onGone(gone);
    connection.close('restart');
  });
