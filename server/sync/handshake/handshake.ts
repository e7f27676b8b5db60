/**
 * Performs the handshake of a room: path, origin, session, the room's name, its facts, the person's access;
 * only then messages.
 */
import type { IncomingMessage } from 'node:http';
import { parseRoom, type RoomName } from '#document/rooms.ts';
import { schemaVersion } from '#base/chips/chips.ts';
import { maxClientId, maxClientIdsNamed } from '#wire/messages.ts';
import type { Actor } from '#base/permissions.ts';
import type { FoundRoom } from './room-facts.ts';
import type { UpgradeGuard } from './upgrade-guard.ts';

export interface AdmittedRequest {
  readonly actor: Actor;
  readonly found: FoundRoom;
  /** States whether the client requested our own message types. */
  readonly wantsOurs: boolean;
  /** States whether the client declares a schema that this server no longer accepts. */
  readonly isTooOld: boolean;
  /** The id of the client's presence where it writes under others; null where it names none. */
  readonly presenceId: number | null;
  /** Lists client ids under which the client holds unsent text. */
  readonly clientIds: readonly number[];
}

export interface Refused {
  readonly status: 401 | 403 | 404 | 429;
}

export interface HandshakeTools {
  readonly upgradeGuard: UpgradeGuard;
  /** Undefined for one that does not exist or that this person may not know of. */
  readonly find: (actor: Actor, name: RoomName) => Promise<FoundRoom | undefined>;
  /** Checks whether this person, or this node, has as many connections open as allowed. */
  readonly isFull: (actor: Actor) => boolean;
}

export async function performHandshake(
  tools: HandshakeTools,
  request: IncomingMessage
): Promise<AdmittedRequest | Refused> {
  const admission = await tools.upgradeGuard.admit(request);
  if ('status' in admission) return admission;
  const { actor } = admission;
  const target = parsePath(request.url ?? '');
  const found = target && (await tools.find(actor, target.name));
  if (!target || !found) return { status: 404 };
  if (tools.isFull(actor)) return { status: 429 };
  const schema = target.query.get('schema');
  return {
    actor,
    found,
    wantsOurs: target.query.get('meridian') === '1',
    // A stock provider states none: it binds no schema.
    isTooOld: schema !== null && !(Number(schema) >= schemaVersion),
    presenceId: clientIdOf(target.query.get('presence') ?? ''),
    clientIds: (target.query.get('unsent') ?? '')
      .split(',', maxClientIdsNamed)
      .flatMap((text) => clientIdOf(text) ?? [])
  };
}

/** Null for anything else, which counts as absent. */
function clientIdOf(text: string): number | null {
  const client = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return client >= 1 && client <= maxClientId ? client : null;
}

/**
 * Parses the raw path, before anything could normalise it: one segment behind `/sync/` or `/sync-http/`, of
 * which only `@` may come encoded.
 */
export function parsePath(url: string): { name: RoomName; query: URLSearchParams } | undefined {
  const match = /^\/sync(?:-http)?\/([^/?#]{1,300})(?:\?([^#]*))?$/.exec(url);
  const name = parseRoom((match?.[1] ?? '').replace(/%40/, '@'));
  return name && { name, query: new URLSearchParams(match?.[2] ?? '') };
}
