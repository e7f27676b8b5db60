/**
 * Builds the sync server: handshake, transports, rooms and revoker together. It offers the app its request
 * handlers and a function that closes it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RoomName } from '#document/rooms.ts';
import type { Config } from '#server/process/config.ts';
import { storedId, tokenIn } from '#server/auth/lucia.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import type { ClientAddress } from '#server/process/client-address.ts';
import type { SignalBus } from '#server/events/signals.ts';
import { announcedLength, openInFlight } from '#server/process/in-flight.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Store } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { accessOf } from '#rules/documents/room-rights.ts';
import type { RoomSource } from './room-facts.ts';
import { Connection } from './transport/connection.ts';
import { sendRenewedCookie } from './handshake/renewed-cookie.ts';
import { openUpgradeGuard, refuseUpgrade } from './handshake/upgrade-guard.ts';
import { Facts } from './handshake/facts.ts';
import type { Fanout } from './cluster/fanout.ts';
import { parsePath, performHandshake, type AdmittedRequest } from './handshake/handshake.ts';
import { answer, HttpTransport, maxPostBytes } from './transport/http-transport.ts';
import type { Transport } from './transport/transport.ts';
import type { Log } from './log/log.ts';
import { openAllowedTargets } from './handshake/allowed-targets.ts';
import { openRates } from './handshake/rates.ts';
import { openRevoker, Round } from './handshake/revoke.ts';
import { openRooms } from './rooms/rooms.ts';
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
  /** Names the log in which updates are committed. */
  readonly log: Log;
  /** Limits the bytes of one text. */
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

/** Generous for typing, pasting and load tests; a loop that floods a room is stopped within seconds. */
const framesPerPerson = { burst: 6_000, perSecond: 300 };
const bytesPerPerson = { burst: 64 * 1024 * 1024, perSecond: 2 * 1024 * 1024 };
/**
 * Limits what a person may fetch, since a request of three bytes can fetch a whole document: 20 MB a minute,
 * once what a day's opening needs is used up.
 */
const fetchedPerPerson = { burst: 64 * 1024 * 1024, perSecond: (20 * 1024 * 1024) / 60 };
/**
 * Limits the posts that are in flight, by what they announce: of all, and of one person with several pages open.
 */
const postsInFlight = {
  bytes: 32 * 1024 * 1024,
  each: { bytes: 2 * maxPostBytes, count: 32 }
};
/**
 * Limits the structs, client ids and deletions that are looked at for a person, since bytes do not tell what a frame costs:
 * each takes about a microsecond.
 */
const structsPerPerson = { burst: 1_000_000, perSecond: 20_000 };
const maxConnectionsPerPerson = 200;
/** Limits the connections of one node; the file descriptors of a process end soon after. */
const maxConnections = 15_000;

export function openSync(tools: SyncTools): Sync {
  const { logger, now, store, signals, sessions } = tools;
  const { db } = store;
  const tickBatcher = new TickBatcher((error) => logger.error('A flush at the end of a tick failed', error));
  const facts = new Facts(signals, now);
  const frames = openRates(framesPerPerson, now);
  const bytes = openRates(bytesPerPerson, now);
  const posted = openRates(bytesPerPerson, now);
  const inFlight = openInFlight(postsInFlight);
  const fetched = openRates(fetchedPerPerson, now);
  const structs = openRates(structsPerPerson, now);
  const targets = openAllowedTargets(signals, tools.roomSource.targetsOf, (error) =>
    logger.error('The allowed roots and cells of a framework could not be read', error)
  );
  const rooms = openRooms({
    log: tools.log,
    fanout: tools.fanout,
    workers: tools.workers,
    tickBatcher,
    rootsOf: targets.of,
    confidentialAt: tools.roomSource.confidentialAt,
    logger,
    now,
    newId: tools.newId,
    mayFetch: (userId, size) => fetched.take(userId, size),
    mayTry: (userId, size) => bytes.take(userId, size),
    maySpend: (userId, count) => structs.take(userId, count),
    maxTextBytes: tools.maxTextBytes ?? usualMaxTextBytes,
    maxLogBytes: tools.maxLogBytes ?? usualMaxLogBytes,
    warnOfQuota: openQuotaWarnings({ logger, now })
  });
  const socketServer = openSocketServer();
  const httpTransports = new Map<string, HttpTransport>();
  const stopRevoking = openRevoker(signals, () => rooms.connections());
  const handshake = {
    upgradeGuard: openUpgradeGuard({
      origin: tools.config.origin,
      sessions: {
        // The rest of a Cookie header is of any length, and the token is no key to keep in memory.
        read: async (cookie) => {
          const token = tokenIn(cookie, tools.config.origin);
          if (token === null) return null;
          return facts.once(`session ${storedId(token)}`, () => sessions.read(cookie));
        }
      },
      now,
      clientAddress: tools.clientAddress
    }),
    find: async (actor: AdmittedRequest['actor'], name: RoomName) => {
      const found = await facts.once(`room ${JSON.stringify(name)}`, () => tools.roomSource.find(name));
      return found && accessOf(actor, found) !== 'none' ? found : undefined;
    },
    isFull: (actor: AdmittedRequest['actor']) =>
      rooms.connections().size >= maxConnections || rooms.countOf(actor.userId) >= maxConnectionsPerPerson
  };
  const connectionTools = {
    logger,
    now,
    mayReceive: (userId: string, size: number) => frames.take(userId) && bytes.take(userId, size),
    readCurrentAccess: async ({ sessionId, found: { documentId, generation } }: Connection, round: Round) => {
      const [actor, found] = await Promise.all([
        round.oneOf('session', sessionId, (ids) => sessions.recallAll(ids)),
        round.oneOf('room', keyOf({ documentId, generation }), (keys) =>
          tools.roomSource.list(keys.map(roomKeyOf))
        )
      ]);
      return { actor: actor ?? null, found };
    }
  };
  let closing = false;

  const presenceUserFor = ({ actor, found }: AdmittedRequest): Promise<Readonly<Record<string, unknown>>> =>
    facts.once(`presence-user ${actor.sessionId} ${found.studyId}`, () =>
      loadPresenceUser(db, actor, found.studyId)
    );

  /** Joins a transport to its room. `signalCount` is the number of signals when the handshake began. */
  function join(
    transport: Transport,
    admittedRequest: AdmittedRequest,
    user: Readonly<Record<string, unknown>>,
    signalCount: number
  ): void {
    const connection = new Connection(transport, { ...admittedRequest, user }, connectionTools);
    // Answers held in confidence: whose eyes were on them can be told afterwards.
    if (admittedRequest.found.facts.kind === 'confidential')
      logger.info('confidential answers opened', {
        userId: admittedRequest.actor.userId,
        documentId: admittedRequest.found.documentId
      });
    logger.metrics.connections.inc();
    connection.onGone(() => logger.metrics.connections.dec());
    if (closing) return connection.close('restart');
    if (admittedRequest.isTooOld) return connection.refuse('client-too-old', 'reload to go on');
    void rooms.join(connection, admittedRequest.found);
    // Rights may have changed during the handshake, before the revoker knew of this connection.
    if (facts.signalCount !== signalCount) void connection.recheckAccess(new Round());
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (closing) return refuseUpgrade(socket, 503);
    const { signalCount } = facts;
    const admittedRequest = await performHandshake(handshake, request);
    if ('status' in admittedRequest) return refuseUpgrade(socket, admittedRequest.status);
    const user = await presenceUserFor(admittedRequest);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) =>
      join(new WebSocketTransport(opened, socket, tickBatcher), admittedRequest, user, signalCount)
    );
  }

  async function openHttpTransport(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { signalCount } = facts;
    const admittedRequest = await performHandshake(handshake, request);
    if ('status' in admittedRequest) return answer(response, admittedRequest.status);
    const user = await presenceUserFor(admittedRequest);
    if (response.destroyed) return;
    sendRenewedCookie(request, response);
    const transport = new HttpTransport(response, admittedRequest.actor.userId, tickBatcher);
    httpTransports.set(transport.id, transport);
    response.on('close', () => httpTransports.delete(transport.id));
    join(transport, admittedRequest, user, signalCount);
  }

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admission = await handshake.upgradeGuard.admit(request);
    if ('status' in admission) return answer(response, admission.status);
    const transport = httpTransports.get(parsePath(request.url ?? '')?.query.get('line') ?? '');
    const { userId } = admission.actor;
    // Another user's transport gets the same answer as one that is gone.
    if (transport?.userId !== userId) return answer(response, 410);
    const length = announcedLength(request);
    if (length === null || length > maxPostBytes) return answer(response, 413);
    if (transport.isTaking || !posted.take(userId, length)) return answer(response, 429);
    const release = inFlight.take(userId, length);
    if (typeof release === 'string') return answer(response, release === 'requester' ? 429 : 503);
    try {
      await transport.take(request, response);
    } finally {
      release();
    }
  }

  async function request(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closing) return answer(response, 503);
    if (incoming.method === 'GET') return openHttpTransport(incoming, response);
    if (incoming.method === 'POST') return post(incoming, response);
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
      await Promise.all(
        [...rooms.connections()].map(
          (connection) =>
            new Promise<void>((gone) => {
              connection.onGone(gone);
              connection.close('restart');
            })
        )
      );
      await rooms.settled();
      rooms.close();
    }
  };
}
