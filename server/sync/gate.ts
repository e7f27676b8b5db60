/** The upgrade of a room's socket: path, origin, session, the room's name, its facts, the person's access; only then frames. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { parseRoom, type RoomName } from '#document/rooms.ts';
import { schemaVersion } from '#wire/messages.ts';
import type { Actor } from '#domain/permissions.ts';
import type { FoundRoom } from '../services/access.ts';
import { refuseUpgrade, type Doorman } from './doorman.ts';

export interface Entrant {
  readonly actor: Actor;
  readonly found: FoundRoom;
  /** Whether the client asked for our messages. */
  readonly wantsOurs: boolean;
  /** Whether it states a schema that this server no longer takes. */
  readonly isTooOld: boolean;
}

export interface GateTools {
  readonly doorman: Doorman;
  /** Undefined for a room that does not exist or that this person may not know of. */
  readonly find: (actor: Actor, name: RoomName) => Promise<FoundRoom | undefined>;
  /** Whether this person has as many sockets open as anyone may. */
  readonly isFull: (actor: Actor) => boolean;
}

/** Undefined when the upgrade was refused; the socket has its answer then. */
export async function passGate(tools: GateTools, request: IncomingMessage, socket: Duplex): Promise<Entrant | undefined> {
  const refuse = (status: Parameters<typeof refuseUpgrade>[1]): undefined => refuseUpgrade(socket, status) as undefined;
  const admission = await tools.doorman.admit(request);
  if ('status' in admission) return refuse(admission.status);
  const { actor } = admission;
  const asked = parsePath(request.url ?? '');
  const found = asked && (await tools.find(actor, asked.name));
  if (!asked || !found) return refuse(404);
  if (tools.isFull(actor)) return refuse(429);
  const schema = asked.query.get('schema');
  return {
    actor,
    found,
    wantsOurs: asked.query.get('meridian') === '1',
    // A stock provider states none: it binds no schema.
    isTooOld: schema !== null && !(Number(schema) >= schemaVersion)
  };
}

/** The raw path, before anything could normalise it: one segment behind `/sync/`, of which only `@` may come encoded. */
function parsePath(url: string): { name: RoomName; query: URLSearchParams } | undefined {
  const match = /^\/sync\/([^/?#]{1,300})(?:\?([^#]*))?$/.exec(url);
  const name = parseRoom((match?.[1] ?? '').replace(/%40/, '@'));
  return name && { name, query: new URLSearchParams(match?.[2] ?? '') };
}
