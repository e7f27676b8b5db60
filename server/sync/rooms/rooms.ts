/**
 * Manages the open rooms: one for each generation of a document, one load however many join, forgotten when
 * the last connection has left.
 */
import { encodeTrouble, type Trouble } from '#wire/messages.ts';
import type { FoundRoom } from '../room-facts.ts';
import type { Connection } from '../transport/connection.ts';
import type { ReceivedClusterMessage } from '../cluster/fanout.ts';
import type { RoomKey } from '../log/log.ts';
import { Room, type RoomTools } from './room.ts';

export interface Rooms {
  /**
   * Adds a connection to its room. Where the room cannot be loaded, the connection is closed, to be tried
   * again.
   */
  join(connection: Connection, found: FoundRoom): Promise<void>;
  connections(): ReadonlySet<Connection>;
  countOf(userId: string): number;
  /** Settles when all that has arrived in any room is committed, refused or answered. */
  settled(): Promise<void>;
  /** Hears no more from the log and the other nodes. */
  close(): void;
}

/** Limits the open rooms: more would not fit the memory that a node is meant to have. */
const maxRooms = 20_000;
/** Sets the interval at which the log is polled for commits of other nodes while the bus is down. */
const lookMilliseconds = 1_000;

export function openRooms(tools: Omit<RoomTools, 'onDone'>): Rooms {
  const { fanout, log, logger } = tools;
  const open = new Map<string, Promise<Room>>();
  const ready = new Map<string, Room>();
  /** Holds how far another node has committed in a room that is being loaded. */
  const heardWhileLoading = new Map<string, number>();
  const { rooms: gauge } = logger.metrics;

  /** Counts the connections that are joining. */
  const joining = new Map<string, number>();
  const countJoining = (key: string, change: 1 | -1): void => {
    const next = (joining.get(key) ?? 0) + change;
    if (next === 0) joining.delete(key);
    else joining.set(key, next);
  };

  const forget = (key: string, room: Promise<Room>): void => {
    if (open.get(key) !== room) return;
    open.delete(key);
    ready.delete(key);
    heardWhileLoading.delete(key);
    gauge.set(open.size);
  };

  const roomFor = (found: FoundRoom): Promise<Room> => {
    const key = keyOf(found);
    const existing = open.get(key);
    if (existing) return existing;
    if (open.size >= maxRooms) return Promise.reject(new Error('This node holds as many rooms as it may'));
    const loading: Promise<Room> = Room.load(
      {
        ...tools,
        onDone: (room) => (room.hasFailed || !joining.has(key) ? forget(key, loading) : undefined)
      },
      found
    ).then((room) => {
      ready.set(key, room);
      room.lookForMissed(heardWhileLoading.get(key) ?? 0);
      heardWhileLoading.delete(key);
      fanout.broadcast({ kind: 'presence-wanted', roomKey: room.roomKey });
      return room;
    });
    open.set(key, loading);
    gauge.set(open.size);
    // `join` notifies those who wait for it; the next connection loads it again.
    loading.catch(() => forget(key, loading));
    return loading;
  };

  const hear = (message: ReceivedClusterMessage, node: string): void => {
    if (message.kind === 'signal') return;
    if (message.kind === 'gone') {
      for (const room of ready.values()) room.nodeGone(node);
      // A node that died may not have broadcast its last commit.
      lookEverywhere();
      return;
    }
    const key = keyOf(message.roomKey);
    const room = ready.get(key);
    if (message.kind === 'committed') {
      // Without updates the message says only that something was committed there.
      const through = message.firstSeq + Math.max(1, message.updates.length) - 1;
      if (room && message.updates.length > 0)
        room.hearCommitted(message.firstSeq, message.updates, message.owners);
      else if (room) room.lookForMissed(message.firstSeq);
      else if (open.has(key)) heardWhileLoading.set(key, Math.max(through, heardWhileLoading.get(key) ?? 0));
    } else if (message.kind === 'presence') room?.hearPresence(node, message.entries);
    else room?.sendPresence();
  };

  let looking: NodeJS.Timeout | null = null;
  const look = async (rooms: readonly Room[] = [...ready.values()]): Promise<void> => {
    if (rooms.length === 0) return;
    const heads = await log.lastSeqs(rooms.map(({ roomKey }) => roomKey));
    for (const [key, seq] of heads) ready.get(key)?.lookForMissed(seq);
  };
  const lookNow = (rooms?: readonly Room[]): void => {
    look(rooms).catch((error: unknown) => logger.error('The log could not be polled', error));
  };
  /** Looks as well where a room is being loaded, once it is: it may have read the log before. */
  const lookEverywhere = (): void => {
    lookNow();
    for (const [key, loading] of open)
      if (!ready.has(key))
        loading.then(
          (room) => lookNow([room]),
          () => undefined
        );
  };
  const lookLater = (): void => {
    looking = setTimeout(() => {
      look()
        .catch((error: unknown) => logger.warn('The log could not be polled', { error: String(error) }))
        .finally(() => {
          if (looking) lookLater();
        });
    }, lookMilliseconds);
    looking.unref();
  };
  const stopLooking = (): void => {
    if (looking) clearTimeout(looking);
    looking = null;
  };
  const followFanout = (isUp: boolean): void => {
    broadcast();
    if (!isUp) {
      if (!looking) lookLater();
      return;
    }
    stopLooking();
    // Messages of the meantime are lost, in both directions.
    lookEverywhere();
    for (const room of ready.values()) {
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
    for (const room of ready.values()) room.sendTrouble(announced);
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
  const counts = new Map<string, number>();
  const count = (userId: string, change: 1 | -1): void => {
    const next = (counts.get(userId) ?? 0) + change;
    if (next === 0) counts.delete(userId);
    else counts.set(userId, next);
  };

  return {
    join: async (connection, found) => {
      const { userId } = connection;
      inside.add(connection);
      count(userId, 1);
      connection.onGone(() => {
        inside.delete(connection);
        count(userId, -1);
      });
      const key = keyOf(found);
      try {
        for (;;) {
          const promised = roomFor(found);
          let room: Room;
          // Connections that are still joining hold the room open when those before them have left.
          countJoining(key, 1);
          try {
            room = await promised;
          } finally {
            countJoining(key, -1);
          }
          // The room may have failed meanwhile. There is never a second room of the same key.
          if (open.get(key) !== promised) continue;
          room.join(connection);
          if (announced !== 'none' && connection.wantsOurs) connection.send(encodeTrouble(announced));
          return;
        }
      } catch (error) {
        logger.error('A room could not be loaded', error, {
          documentId: found.documentId,
          generation: found.generation
        });
        connection.close('try-again');
      }
    },
    connections: () => inside,
    countOf: (userId) => counts.get(userId) ?? 0,
    settled: async () => {
      await Promise.allSettled(open.values());
      await Promise.all([...ready.values()].map((room) => room.settled()));
    },
    close: () => {
      stopLooking();
      for (const stop of stops) stop();
    }
  };
}

export const keyOf = ({ documentId, generation }: RoomKey): string => `${documentId}@${generation}`;

export function roomKeyOf(key: string): RoomKey {
  const at = key.lastIndexOf('@');
  return { documentId: key.slice(0, at), generation: Number(key.slice(at + 1)) };
}
