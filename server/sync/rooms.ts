/** The rooms that are open: one for each generation of a document, one load however many join, forgotten when the last has left. */
import type { FoundRoom } from '../services/access.ts';
import type { Connection } from './connection.ts';
import type { Place } from './log.ts';
import { Room, type RoomTools } from './room.ts';

export interface Rooms {
  /** Brings a connection into its room. A room that cannot be loaded closes the socket, to be tried again. */
  enter(connection: Connection, found: FoundRoom): Promise<void>;
  connections(): Connection[];
  /** Settles when all that has arrived in any room is committed, refused or answered. */
  settled(): Promise<void>;
}

export function openRooms(tools: Omit<RoomTools, 'onDone'>): Rooms {
  const open = new Map<string, Promise<Room>>();
  const { rooms: gauge } = tools.journal.counters;
  const forget = (key: string, room: Promise<Room>): void => {
    if (open.get(key) === room) open.delete(key);
    gauge.set(open.size);
  };

  const roomFor = (found: FoundRoom): Promise<Room> => {
    const key = keyOf(found);
    const existing = open.get(key);
    if (existing) return existing;
    const room: Promise<Room> = Room.load({ ...tools, onDone: () => forget(key, room) }, found);
    open.set(key, room);
    gauge.set(open.size);
    // Those who wait for it are told by `enter`; the next who comes loads anew.
    room.catch(() => forget(key, room));
    return room;
  };

  const loaded = async (): Promise<Room[]> => {
    const outcomes = await Promise.allSettled(open.values());
    return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  };

  const inside = new Set<Connection>();
  return {
    enter: async (connection, found) => {
      inside.add(connection);
      connection.onGone(() => inside.delete(connection));
      try {
        for (;;) {
          const promised = roomFor(found);
          const room = await promised;
          // It may have been forgotten meanwhile: the last one left, or it failed. There is never a second room beside one.
          if (open.get(keyOf(found)) === promised) return room.join(connection);
        }
      } catch (error) {
        tools.journal.error('A room could not be loaded', error, { documentId: found.documentId, generation: found.generation });
        connection.close('try-again');
      }
    },
    connections: () => [...inside],
    settled: async () => {
      await Promise.all((await loaded()).map((room) => room.settled()));
    }
  };
}

const keyOf = ({ documentId, generation }: Place): string => `${documentId}@${generation}`;
