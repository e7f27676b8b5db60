/** The sync server: gate, lines, rooms and revoker put together. What it offers the house are the ways in and a way to close. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '../config.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Bell } from '../events/bell.ts';
import type { Journal } from '../journal.ts';
import type { Store } from '../store/open.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { accessOf, findRoom, listRoomsOfDocuments, rootsOf } from '../services/access.ts';
import { Connection } from './lines/connection.ts';
import { openDoorman, refuseUpgrade } from './door/doorman.ts';
import { Facts } from './door/facts.ts';
import type { Fanout } from './nodes/fanout.ts';
import { parsePath, passGate, type Entrant } from './door/gate.ts';
import { answer, HttpLine } from './lines/http-line.ts';
import type { Line } from './lines/line.ts';
import type { Log } from './log/log.ts';
import { openPlaces } from './door/places.ts';
import { openRates } from './door/rates.ts';
import { openRevoker, Round } from './door/revoke.ts';
import { keyOf, openRooms, placeOf } from './rooms/rooms.ts';
import { SocketLine } from './lines/socket-line.ts';
import { openSocketServer } from './door/socket-server.ts';
import { speakerOf } from './door/speaker.ts';
import { Turn } from './lines/turn.ts';

export interface SyncTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly journal: Journal;
  readonly store: Store;
  readonly bell: Bell;
  readonly sessions: Pick<Sessions, 'read' | 'recallAll'>;
  readonly workshop: Workshop;
  readonly fanout: Fanout;
  /** Where updates are committed. */
  readonly log: Log;
}

export interface UpgradeHandler {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses newcomers, commits what has arrived, and closes all sockets so that clients come back after the restart. */
  close(): Promise<void>;
}

export interface Sync extends UpgradeHandler {
  /** `/sync-http/…`: the event stream of a line, and the posts to it. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  /** Settles when all that has arrived is committed, refused or answered, and all judgements under way are made. */
  settled(): Promise<void>;
}

/** Generous for typing, pasting and load tests; a loop that floods a room is stopped within seconds. */
const framesPerPerson = { burst: 6_000, perSecond: 300 };
const bytesPerPerson = { burst: 64 * 1024 * 1024, perSecond: 2 * 1024 * 1024 };
/** Three bytes of a question fetch a whole document: 20 MB a minute, once what a day's opening needs is used up. */
const fetchedPerPerson = { burst: 64 * 1024 * 1024, perSecond: (20 * 1024 * 1024) / 60 };
const maxLinesPerPerson = 200;
/** Of one node; the file descriptors of a process end soon after. */
const maxLines = 15_000;

export function openSync(tools: SyncTools): Sync {
  const { journal, now, store, bell, sessions } = tools;
  const { db } = store;
  const turn = new Turn((error) => journal.error('The end of a turn failed', error));
  const facts = new Facts(bell, now);
  const frames = openRates(framesPerPerson, now);
  const bytes = openRates(bytesPerPerson, now);
  const fetched = openRates(fetchedPerPerson, now);
  const places = openPlaces(
    bell,
    (found) => rootsOf(db, found),
    (error) => journal.error('What a framework asks could not be read', error)
  );
  const rooms = openRooms({
    log: tools.log,
    fanout: tools.fanout,
    workshop: tools.workshop,
    turn,
    rootsOf: places.of,
    journal,
    now,
    newId: tools.newId,
    mayFetch: (userId, size) => fetched.take(userId, size),
    mayTry: (userId, size) => bytes.take(userId, size)
  });
  const socketServer = openSocketServer();
  const httpLines = new Map<string, HttpLine>();
  const stopRevoking = openRevoker(bell, () => rooms.connections());
  const gate = {
    doorman: openDoorman({
      origin: tools.config.origin,
      sessions: { read: (cookie) => facts.once(`cookie ${cookie ?? ''}`, () => sessions.read(cookie)) },
      now
    }),
    find: async (actor: Entrant['actor'], name: Parameters<typeof findRoom>[1]) => {
      const found = await facts.once(`room ${JSON.stringify(name)}`, () => findRoom(db, name));
      return found && accessOf(actor, found) !== 'none' ? found : undefined;
    },
    isFull: (actor: Entrant['actor']) =>
      rooms.connections().size >= maxLines || rooms.countOf(actor.userId) >= maxLinesPerPerson
  };
  const connectionTools = {
    journal,
    now,
    mayReceive: (userId: string, size: number) => frames.take(userId) && bytes.take(userId, size),
    readStanding: async ({ sessionId, found: { documentId, generation } }: Connection, round: Round) => {
      const [actor, found] = await Promise.all([
        round.oneOf('session', sessionId, (ids) => sessions.recallAll(ids)),
        round.oneOf('room', keyOf({ documentId, generation }), (keys) =>
          listRoomsOfDocuments(db, keys.map(placeOf))
        )
      ]);
      return { actor: actor ?? null, found };
    }
  };
  let closing = false;

  const speakerFor = ({ actor, found }: Entrant): Promise<Readonly<Record<string, unknown>>> =>
    facts.once(`speaker ${actor.sessionId} ${found.studyId}`, () => speakerOf(db, actor, found.studyId));

  /** `rings` is how many had rung when the way in began. */
  function enter(line: Line, entrant: Entrant, user: Readonly<Record<string, unknown>>, rings: number): void {
    const connection = new Connection(line, { ...entrant, user }, connectionTools);
    journal.counters.connections.inc();
    connection.onGone(() => journal.counters.connections.dec());
    if (closing) return connection.close('restart');
    if (entrant.isTooOld) return connection.refuse('client-too-old', 'reload to go on');
    void rooms.enter(connection, entrant.found);
    // Rights may have changed on the way in, before the revoker knew of this connection.
    if (facts.rings !== rings) void connection.judgeAgain(new Round());
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (closing) return refuseUpgrade(socket, 503);
    const { rings } = facts;
    const entrant = await passGate(gate, request);
    if ('status' in entrant) return refuseUpgrade(socket, entrant.status);
    const user = await speakerFor(entrant);
    if (socket.destroyed) return;
    socketServer.handleUpgrade(request, socket, head, (opened) =>
      enter(new SocketLine(opened, socket, turn), entrant, user, rings)
    );
  }

  async function openHttpLine(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { rings } = facts;
    const entrant = await passGate(gate, request);
    if ('status' in entrant) return answer(response, entrant.status);
    const user = await speakerFor(entrant);
    if (response.destroyed) return;
    const line = new HttpLine(response, entrant.actor.userId, turn);
    httpLines.set(line.id, line);
    response.on('close', () => httpLines.delete(line.id));
    enter(line, entrant, user, rings);
  }

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admission = await gate.doorman.admit(request);
    if ('status' in admission) return answer(response, admission.status);
    const line = httpLines.get(parsePath(request.url ?? '')?.query.get('line') ?? '');
    // A line of somebody else's looks like one that is gone.
    if (line?.userId !== admission.actor.userId) return answer(response, 410);
    await line.take(request, response);
  }

  async function request(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (closing) return answer(response, 503);
    if (incoming.method === 'GET') return openHttpLine(incoming, response);
    if (incoming.method === 'POST') return post(incoming, response);
    answer(response, 405);
  }

  return {
    handleUpgrade: (incoming, socket, head) => {
      upgrade(incoming, socket, head).catch((error: unknown) => {
        journal.error('An upgrade failed', error);
        refuseUpgrade(socket, 500);
      });
    },
    handleRequest: (incoming, response) => {
      request(incoming, response).catch((error: unknown) => {
        journal.error('A line over HTTP failed', error);
        if (response.headersSent) response.destroy();
        else answer(response, 500);
      });
    },
    settled: async () => {
      await Promise.all([...rooms.connections()].map((connection) => connection.standing));
      await rooms.settled();
    },
    close: async () => {
      closing = true;
      stopRevoking();
      places.stop();
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
