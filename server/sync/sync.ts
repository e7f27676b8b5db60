/** The sync server: gate, rooms and revoker put together. What it offers the house is an upgrade handler and a way to close. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '../config.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { Bell } from '../events/bell.ts';
import type { Journal } from '../journal.ts';
import type { Store } from '../store/open.ts';
import { accessOf, findRoom, findRoomOfDocument, rootsOf } from '../services/access.ts';
import { Connection } from './connection.ts';
import { openDoorman, refuseUpgrade } from './doorman.ts';
import { passGate, type Entrant } from './gate.ts';
import { openLog, type Log } from './log.ts';
import { openRates } from './rates.ts';
import { openRevoker, Round, type Judged } from './revoke.ts';
import { openRooms } from './rooms.ts';
import { openSocketServer } from './socket-server.ts';
import { speakerOf } from './speaker.ts';

export interface SyncTools {
  readonly config: Pick<Config, 'origin'>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly journal: Journal;
  readonly store: Store;
  readonly bell: Bell;
  readonly sessions: Pick<Sessions, 'read' | 'recall'>;
  /** Where updates are committed; the store's own log unless something stands before it. */
  readonly log?: Log;
}

export interface UpgradeHandler {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses newcomers, commits what has arrived, and closes all sockets so that clients come back after the restart. */
  close(): Promise<void>;
}

export interface Sync extends UpgradeHandler {
  /** Settles when all that has arrived is committed, refused or answered, and all judgements under way are made. */
  settled(): Promise<void>;
}

/** Generous for typing, pasting and load tests; a loop that floods a room is stopped within seconds. */
const framesPerPerson = { burst: 6_000, perSecond: 300 };
const bytesPerPerson = { burst: 64 * 1024 * 1024, perSecond: 2 * 1024 * 1024 };
/** Three bytes of a question fetch a whole document: 20 MB a minute, once what a day's opening needs is used up. */
const fetchedPerPerson = { burst: 64 * 1024 * 1024, perSecond: (20 * 1024 * 1024) / 60 };
const maxSocketsPerPerson = 200;

export function openSync(tools: SyncTools): Sync {
  const { journal, now, store, bell, sessions } = tools;
  const { db } = store;
  const frames = openRates(framesPerPerson, now);
  const bytes = openRates(bytesPerPerson, now);
  const fetched = openRates(fetchedPerPerson, now);
  const rooms = openRooms({
    log: tools.log ?? openLog(store, bell),
    rootsOf: (found) => rootsOf(db, found),
    journal,
    now,
    newId: tools.newId,
    mayFetch: (userId, size) => fetched.take(userId, size),
    mayTry: (userId, size) => bytes.take(userId, size)
  });
  const doorman = openDoorman({ origin: tools.config.origin, sessions, now });
  const socketServer = openSocketServer();
  const readStanding = async (connection: Connection, round: Round) => {
    const { sessionId } = connection.actor;
    const { documentId, generation } = connection.found;
    const [actor, found] = await Promise.all([
      round.once(`session ${sessionId}`, () => sessions.recall(sessionId)),
      round.once(`room ${documentId}@${generation}`, () => findRoomOfDocument(db, documentId, generation))
    ]);
    return { actor, found };
  };
  const stopRevoking = openRevoker(bell, () =>
    rooms.connections().map((connection): Judged => ({
      userId: connection.userId,
      sessionId: connection.actor.sessionId,
      documentId: connection.found.documentId,
      judgeAgain: (round) => connection.judgeAgain(() => readStanding(connection, round)),
      checkPulse: () => connection.checkPulse()
    }))
  );
  const gate = {
    doorman,
    find: async (actor: Entrant['actor'], name: Parameters<typeof findRoom>[1]) => {
      const found = await findRoom(db, name);
      return found && accessOf(actor, found) !== 'none' ? found : undefined;
    },
    isFull: (actor: Entrant['actor']) =>
      rooms.connections().filter((connection) => connection.userId === actor.userId).length >= maxSocketsPerPerson
  };
  let closing = false;

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (closing) return refuseUpgrade(socket, 503);
    const entrant = await passGate(gate, request, socket);
    if (!entrant || socket.destroyed) return;
    const user = await speakerOf(db, entrant.actor, entrant.found.studyId);
    socketServer.handleUpgrade(request, socket, head, (opened) => {
      const connection = new Connection(opened, { ...entrant, user }, {
        journal,
        mayReceive: (userId, size) => frames.take(userId) && bytes.take(userId, size)
      });
      journal.counters.connections.inc();
      connection.onGone(() => journal.counters.connections.dec());
      if (closing) return connection.close('restart');
      if (entrant.isTooOld) return connection.refuse('client-too-old', 'reload to go on');
      // Rights may have changed between the gate and now, before the revoker knew of this socket.
      void rooms.enter(connection, entrant.found);
      void connection.judgeAgain(() => readStanding(connection, new Round()));
    });
  }

  return {
    handleUpgrade: (request, socket, head) => {
      upgrade(request, socket, head).catch((error: unknown) => {
        journal.error('An upgrade failed', error);
        refuseUpgrade(socket, 500);
      });
    },
    settled: async () => {
      await Promise.all(rooms.connections().map((connection) => connection.standing));
      await rooms.settled();
    },
    close: async () => {
      closing = true;
      stopRevoking();
      await rooms.settled();
      await Promise.all(
        rooms.connections().map(
          (connection) =>
            new Promise<void>((gone) => {
              connection.onGone(gone);
              connection.close('restart');
            })
        )
      );
      await rooms.settled();
    }
  };
}
