/**
 * Defines the messages of a room's socket. 0 to 3 are y-websocket's, byte for byte; 100 and up are Meridian's
 * own and go only to clients that request them with `?meridian=1`, so that stock providers receive none.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export const messageTypes = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /** Server → client: what is committed of this client's own writing. */
  committed: 100,
  /** Server → client: what this socket may do from now on. */
  access: 101,
  /** Server → client: a write to an ended generation was stored as a late proposal. */
  lateProposalStored: 102,
  /** Server → client: names the current failure at the server while the connection works. */
  trouble: 103,
  /**
   * Server → client: an update held content that the schema does not know; it is quarantined at the server,
   * and shown to no one.
   */
  quarantined: 104,
  /** Server → client: how large the text is, where it is nearly full, or would be with what was refused. */
  textSize: 105,
  /**
   * Server → client: these client ids belong to other people; what the client holds unsent under them is
   * written under new ids.
   */
  clientIdsTaken: 106
} as const;

export const syncSteps = { step1: 0, step2: 1, update: 2 } as const;

/** Names the only message that y-protocols/auth knows: 0, permission denied, with a reason. */
export const permissionDenied = 0;

/**
 * Limits the client ids in these messages, as `maxClock` limits the clocks; the scanner refuses what is
 * above.
 */
export const maxClientId = 2 ** 32 - 1;
export const maxClock = 2 ** 40;

export interface Committed {
  readonly generation: number;
  /** Server's time of the commit, milliseconds since 1970. */
  readonly at: number;
  /**
   * The number of sync step 2 and update frames of this socket that are committed or held nothing new;
   * deletions count here too.
   */
  readonly writes: number;
  /** Committed clock (the next one expected) of each client id that this person writes under. */
  readonly clocks: ReadonlyMap<number, number>;
}

export function encodeCommitted(message: Committed): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.committed);
  encoding.writeVarUint(encoder, message.generation);
  encoding.writeVarUint(encoder, message.at);
  encoding.writeVarUint(encoder, message.writes);
  encoding.writeVarUint(encoder, message.clocks.size);
  for (const [client, clock] of message.clocks) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
  }
  return encoding.toUint8Array(encoder);
}

/** Reads what follows the message type. */
export function readCommitted(decoder: decoding.Decoder): Committed {
  const generation = decoding.readVarUint(decoder);
  const at = decoding.readVarUint(decoder);
  const writes = decoding.readVarUint(decoder);
  const clocks = new Map<number, number>();
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    clocks.set(decoding.readVarUint(decoder), decoding.readVarUint(decoder));
  }
  return { generation, at, writes, clocks };
}

export type SocketAccess = 'read' | 'write';

export function encodeAccess(access: SocketAccess): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.access);
  encoding.writeVarString(encoder, access);
  return encoding.toUint8Array(encoder);
}

export const readAccess = (decoder: decoding.Decoder): SocketAccess =>
  decoding.readVarString(decoder) === 'write' ? 'write' : 'read';

export interface LateProposalStored {
  readonly proposalId: string;
  readonly at: number;
  /** The number of the first step 1 answers and updates of this socket of which nothing is missing. */
  readonly writes: number;
}

export function encodeLateProposalStored(message: LateProposalStored): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.lateProposalStored);
  encoding.writeVarString(encoder, message.proposalId);
  encoding.writeVarUint(encoder, message.at);
  encoding.writeVarUint(encoder, message.writes);
  return encoding.toUint8Array(encoder);
}

/** A server of before does not count the writes; a page may be newer than its server. */
export const readLateProposalStored = (decoder: decoding.Decoder): LateProposalStored => ({
  proposalId: decoding.readVarString(decoder),
  at: decoding.readVarUint(decoder),
  writes: decoding.hasContent(decoder) ? decoding.readVarUint(decoder) : Infinity
});

/**
 * Lists what a user is warned of. `saving`: nothing can be committed just now, so keep the page open.
 * `nodes`: others may see changes late. `none`: all works again.
 */
export const troubles = ['saving', 'nodes', 'none'] as const;
export type Trouble = (typeof troubles)[number];

export function encodeTrouble(trouble: Trouble): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.trouble);
  encoding.writeVarString(encoder, trouble);
  return encoding.toUint8Array(encoder);
}

/** A value that a later server may send and this build does not know counts as none. */
export function readTrouble(decoder: decoding.Decoder): Trouble {
  const reason = decoding.readVarString(decoder);
  return troubles.find((trouble) => trouble === reason) ?? 'none';
}

export function encodeQuarantined(reason: string): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.quarantined);
  encoding.writeVarString(encoder, reason);
  return encoding.toUint8Array(encoder);
}

/**
 * Names the parts of a text that have a size of their own: a passage, in characters, or its blocks; the cells of a
 * table; all cells, captions, notes and attributes of the text; of answers, all values, the records of one question,
 * and one value, in bytes; all that the receiver has written since the generation began, deleted or not, in bytes.
 */
export const sizedParts = [
  'passage',
  'blocks',
  'table',
  'parts',
  'answers',
  'records',
  'value',
  'written'
] as const;
export type SizedPart = (typeof sizedParts)[number];

/** A write was refused where the size is above the limit. */
export interface TextSize {
  readonly size: number;
  readonly limit: number;
  /** Left out for the whole text, in bytes. */
  readonly of?: SizedPart | undefined;
}

/** The share of the limit from which a text counts as nearly full. */
const nearlyFullShare = 0.8;

/** Checks whether writers should be told how full a text is. */
export const isNearlyFull = ({ size, limit }: TextSize): boolean => size >= limit * nearlyFullShare;

export function encodeTextSize({ size, limit, of }: TextSize): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.textSize);
  encoding.writeVarUint(encoder, size);
  encoding.writeVarUint(encoder, limit);
  if (of) encoding.writeVarUint(encoder, sizedParts.indexOf(of));
  return encoding.toUint8Array(encoder);
}

export function readTextSize(decoder: decoding.Decoder): TextSize {
  const size = decoding.readVarUint(decoder);
  const limit = decoding.readVarUint(decoder);
  return decoding.hasContent(decoder)
    ? { size, limit, of: sizedParts[decoding.readVarUint(decoder)] }
    : { size, limit };
}

export function encodeClientIdsTaken(clients: readonly number[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.clientIdsTaken);
  encoding.writeVarUint(encoder, clients.length);
  for (const client of clients) encoding.writeVarUint(encoder, client);
  return encoding.toUint8Array(encoder);
}

export function readClientIdsTaken(decoder: decoding.Decoder): number[] {
  const clients: number[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--)
    clients.push(decoding.readVarUint(decoder));
  return clients;
}

/**
 * Limits the client ids that a handshake names: those under which the client holds unsent text, usually one
 * for each earlier load of the page.
 */
export const maxClientIdsNamed = 64;
