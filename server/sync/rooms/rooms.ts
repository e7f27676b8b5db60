/** The rooms that are open: one for each generation of a document, one load however many join, forgotten when the last has left. */
import { encodeTrouble, type Trouble } from '#wire/messages.ts';
import type { FoundRoom } from '../../services/access.ts';
import type { Connection } from '../lines/connection.ts';
import type { News } from '../nodes/fanout.ts';
import type { Place } from '../log/log.ts';
import { Room, type RoomTools } from './room.ts';

export interface Rooms {
  /** Brings a connection into its room. A room that cannot be loaded closes the line, to be tried again. */
  enter(connection: Connection, found: FoundRoom): Promise<void>;
  connections(): ReadonlySet<Connection>;
  countOf(userId: string): number;
  /** Settles when all that has arrived in any room is committed, refused or answered. */
  settled(): Promise<void>;
  /** Hears no more from the log and the other nodes. */
  close(): void;
}

/** More at once would not fit the memory that a node is meant to have. */
const maxRooms = 20_000;
/** While the other nodes are not heard, the log is looked into so often for what they have committed. */
const lookMilliseconds = 1_000;

export function openRooms(tools: Omit<RoomTools, 'onDone'>): Rooms {
  const { fanout, log, journal } = tools;
  const open = new Map<string, Promise<Room>>();
  const ready = new Map<string, Room>();
  /** How far another node has committed in a room that is being loaded. */
  const heardWhileLoading = new Map<string, number>();
  const { rooms: gauge } = journal.counters;

  /** How many are on their way in. */
  const entering = new Map<string, number>();
  const enters = (key: string, change: 1 | -1): void => {
    const next = (entering.get(key) ?? 0) + change;
    if (next === 0) entering.delete(key);
    else entering.set(key, next);
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
    if (open.size >= maxRooms) return Promise.reject(new Error('As many rooms are open as a node may hold'));
    const loading: Promise<Room> = Room.load(
      {
        ...tools,
        onDone: (room) => (room.hasFailed || !entering.has(key) ? forget(key, loading) : undefined)
      },
      found
    ).then((room) => {
      ready.set(key, room);
      room.lookForMissed(heardWhileLoading.get(key) ?? 0);
      heardWhileLoading.delete(key);
      fanout.tell({ type: 'presence-wanted', place: room.place });
      return room;
    });
    open.set(key, loading);
    gauge.set(open.size);
    // Those who wait for it are told by `enter`; the next who comes loads anew.
    loading.catch(() => forget(key, loading));
    return loading;
  };

  const hear = (news: News, node: string): void => {
    if (news.type === 'ring') return;
    if (news.type === 'gone') {
      for (const room of ready.values()) room.nodeGone(node);
      // A node that died may have committed last what it told nobody.
      lookNow();
      return;
    }
    const key = keyOf(news.place);
    const room = ready.get(key);
    if (news.type === 'committed') {
      // Without updates it says only that something was committed there.
      const through = news.firstSeq + Math.max(1, news.updates.length) - 1;
      if (room && news.updates.length > 0) room.hearCommitted(news.firstSeq, news.updates, news.owners);
      else if (room) room.lookForMissed(news.firstSeq);
      else if (open.has(key)) heardWhileLoading.set(key, Math.max(through, heardWhileLoading.get(key) ?? 0));
    } else if (news.type === 'presence') room?.hearPresence(node, news.entries);
    else room?.tellWhoIsHere();
  };

  let looking: NodeJS.Timeout | null = null;
  const look = async (): Promise<void> => {
    if (ready.size === 0) return;
    const heads = await log.lastSeqs([...ready.values()].map(({ place }) => place));
    for (const [key, seq] of heads) ready.get(key)?.lookForMissed(seq);
  };
  const lookNow = (): void => {
    look().catch((error: unknown) => journal.error('The log could not be looked into', error));
  };
  const lookLater = (): void => {
    looking = setTimeout(() => {
      look()
        .catch((error: unknown) => journal.warn('The log could not be looked into', { error: String(error) }))
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
    tell();
    if (!isUp) {
      if (!looking) lookLater();
      return;
    }
    stopLooking();
    // What was told meanwhile is lost, in both directions.
    lookNow();
    for (const room of ready.values()) {
      room.tellWhoIsHere();
      fanout.tell({ type: 'presence-wanted', place: room.place });
    }
  };

  let logWaits = false;
  let told: Trouble = 'none';
  const trouble = (): Trouble => (logWaits ? 'saving' : fanout.isUp ? 'none' : 'nodes');
  const tell = (): void => {
    if (trouble() === told) return;
    told = trouble();
    for (const room of ready.values()) room.tellTrouble(told);
  };
  const stops = [
    fanout.listen(hear),
    fanout.onChange(followFanout),
    log.onTrouble((waits) => {
      logWaits = waits;
      tell();
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
    enter: async (connection, found) => {
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
          // Those who are still on their way in keep it open when those before them have left.
          enters(key, 1);
          try {
            room = await promised;
          } finally {
            enters(key, -1);
          }
          // It may have failed meanwhile. There is never a second room beside one.
          if (open.get(key) !== promised) continue;
          room.join(connection);
          if (told !== 'none' && connection.wantsOurs) connection.send(encodeTrouble(told));
          return;
        }
      } catch (error) {
        journal.error('A room could not be loaded', error, {
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

export const keyOf = ({ documentId, generation }: Place): string => `${documentId}@${generation}`;

export function placeOf(key: string): Place {
  const at = key.lastIndexOf('@');
  return { documentId: key.slice(0, at), generation: Number(key.slice(at + 1)) };
}
