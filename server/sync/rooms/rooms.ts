/**
 * Manages the open rooms: one for each generation of a document, one load however many join, forgotten when
 * the last connection has left.
 */
import { encodeTrouble, type Trouble } from '#wire/messages.ts';
import type { FoundRoom } from '../handshake/room-facts.ts';
import type { Connection } from '../transport/connection.ts';
import type { ReceivedClusterMessage } from '../cluster/fanout.ts';
import { LogPolling } from './log-polling.ts';
import { RoomRegistry } from './room-registry.ts';
import type { RoomTools } from './room.ts';
import { Tally } from './tally.ts';

export interface Rooms {
  /** Where the room cannot be loaded, the connection is closed, to be tried again. */
  join(connection: Connection, found: FoundRoom): Promise<void>;
  connections(): ReadonlySet<Connection>;
  countOf(userId: string): number;
  /** Settles when all that has arrived in any room is committed, refused or answered. */
  settled(): Promise<void>;
  /** Hears no more from the log and the other nodes. */
  close(): void;
}

export function openRooms(tools: Omit<RoomTools, 'onDone'>): Rooms {
  const { fanout, log, logger } = tools;
  const rooms = new RoomRegistry(tools);
  const polling = new LogPolling(log, logger, rooms);

  const hear = (message: ReceivedClusterMessage, node: string): void => {
    if (message.kind === 'signal') return;
    if (message.kind !== 'gone') return rooms.hear(message, node);
    for (const room of rooms.ready.values()) room.nodeGone(node);
    // A node that died may not have broadcast its last commit.
    polling.lookEverywhere();
  };
  const followFanout = (isUp: boolean): void => {
    broadcast();
    if (!isUp) return polling.start();
    polling.stop();
    // Messages of the meantime are lost, in both directions.
    polling.lookEverywhere();
    for (const room of rooms.ready.values()) {
      room.sendPresence();
      fanout.broadcast({ kind: 'presence-wanted', roomKey: room.roomKey });
    }
  };

  let logWaits = false;
  let announced: Trouble = 'none';
  const trouble = (): Trouble => (logWaits ? 'saving' : fanout.isUp ? 'none' : 'nodes');
  const broadcast = (): void => {
    if (trouble() === announced) return;
    announced = trouble();
    for (const room of rooms.ready.values()) room.sendTrouble(announced);
  };
  const stops = [
    fanout.listen(hear),
    fanout.onChange(followFanout),
    log.onTrouble((waits) => {
      logWaits = waits;
      broadcast();
    })
  ];
  if (!fanout.isUp) followFanout(false);

  const inside = new Set<Connection>();
  const ofUsers = new Tally();

  return {
    join: async (connection, found) => {
      const { userId } = connection;
      inside.add(connection);
      ofUsers.add(userId);
      connection.onGone(() => {
        inside.delete(connection);
        ofUsers.remove(userId);
      });
      try {
        await rooms.join(found, (room) => {
          room.join(connection);
          if (announced !== 'none' && connection.wantsOurs) connection.send(encodeTrouble(announced));
        });
      } catch (error) {
        logger.error('A room could not be loaded', error, {
          documentId: found.documentId,
          generation: found.generation
        });
        connection.close('try-again');
      }
    },
    connections: () => inside,
    countOf: (userId) => ofUsers.of(userId),
    settled: () => rooms.settled(),
    close: () => {
      polling.stop();
      for (const stop of stops) stop();
    }
  };
}
