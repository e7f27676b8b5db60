/**
 * Encodes what passes between the event loop and the thread that commits: one frame for a whole group in each
 * direction. Object graphs would be cloned on both sides, which costs more than the insert does.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type {
  AppendedUpdate,
  AppendPart,
  GenerationAddress,
  StoredSnapshot,
  PartOutcome
} from './appender.ts';

export type Order =
  | { readonly kind: 'append'; readonly parts: readonly AppendPart[] }
  | { readonly kind: 'save'; readonly roomKey: GenerationAddress; readonly snapshot: StoredSnapshot }
  | { readonly kind: 'fold'; readonly roomKey: GenerationAddress; readonly throughSeq: number }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'close' };

/** `isLong`: the write-ahead log is long enough to be moved into the file. */
export type Answer =
  | { readonly kind: 'appended'; readonly isLong: boolean; readonly outcomes: PartOutcome[] }
  | { readonly kind: 'saved'; readonly isLong: boolean; readonly isMore: boolean }
  /** `isOfRows`: the rows will be refused again; otherwise the database has failed. */
  | { readonly kind: 'failed'; readonly isOfRows: boolean; readonly code: string; readonly message: string };

const orders = ['append', 'save', 'fold', 'checkpoint', 'close'] as const;
const answers = ['appended', 'saved', 'failed'] as const;
const outcomes = ['committed', 'ended', 'foreign', 'behind'] as const;

export function writeOrder(encoder: encoding.Encoder, order: Order): void {
  encoding.writeUint8(encoder, orders.indexOf(order.kind));
  switch (order.kind) {
    case 'append':
      return writeParts(encoder, order.parts);
    case 'save':
      writeRoomKey(encoder, order.roomKey);
      return writeSnapshot(encoder, order.snapshot);
    case 'fold':
      writeRoomKey(encoder, order.roomKey);
      return encoding.writeVarUint(encoder, order.throughSeq);
    case 'checkpoint':
    case 'close':
  }
}

function writeRoomKey(encoder: encoding.Encoder, { documentId, generation }: GenerationAddress): void {
  encoding.writeVarString(encoder, documentId);
  encoding.writeVarUint(encoder, generation);
}

function writeSnapshot(
  encoder: encoding.Encoder,
  { throughSeq, bytes, stateVector, structsEnd, createdAt }: StoredSnapshot
): void {
  encoding.writeVarUint(encoder, throughSeq);
  encoding.writeVarUint8Array(encoder, bytes);
  encoding.writeVarUint8Array(encoder, stateVector);
  encoding.writeVarUint(encoder, structsEnd);
  encoding.writeVarString(encoder, createdAt);
}

export function readOrder(frame: Uint8Array): Order {
  const decoder = decoding.createDecoder(frame);
  const kind = orders[decoding.readUint8(decoder)] ?? 'close';
  if (kind === 'checkpoint' || kind === 'close') return { kind };
  if (kind === 'append') return { kind, parts: readParts(decoder) };
  const roomKey = { documentId: decoding.readVarString(decoder), generation: decoding.readVarUint(decoder) };
  const throughSeq = decoding.readVarUint(decoder);
  if (kind === 'fold') return { kind, roomKey, throughSeq };
  const bytes = decoding.readVarUint8Array(decoder);
  const stateVector = decoding.readVarUint8Array(decoder);
  const structsEnd = decoding.readVarUint(decoder);
  return {
    kind: 'save',
    roomKey,
    snapshot: { throughSeq, bytes, stateVector, structsEnd, createdAt: decoding.readVarString(decoder) }
  };
}

/**
 * The same users write at the same time in the same documents again and again: each text is written once and
 * then referenced by its number.
 */
function writeParts(encoder: encoding.Encoder, parts: readonly AppendPart[]): void {
  const known = new Map<string, number>();
  const text = (value: string): void => {
    const index = known.get(value);
    encoding.writeVarUint(encoder, index ?? known.size);
    if (index !== undefined) return;
    known.set(value, known.size);
    encoding.writeVarString(encoder, value);
  };
  encoding.writeVarUint(encoder, parts.length);
  for (const { documentId, generation, after, entries, newOwners, writers = [] } of parts) {
    text(documentId);
    encoding.writeVarUint(encoder, generation);
    encoding.writeVarUint(encoder, after);
    encoding.writeVarUint(encoder, newOwners.size);
    for (const [client, userId] of newOwners) {
      encoding.writeVarUint(encoder, client);
      text(userId);
    }
    encoding.writeVarUint(encoder, writers.length);
    for (const client of writers) encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, entries.length);
    for (const { userId, at, bytes } of entries) {
      text(userId);
      text(at);
      encoding.writeVarUint8Array(encoder, bytes);
    }
  }
}

function readParts(decoder: decoding.Decoder): AppendPart[] {
  const known: string[] = [];
  const text = (): string => {
    const index = decoding.readVarUint(decoder);
    if (index === known.length) known.push(decoding.readVarString(decoder));
    return known[index] ?? '';
  };
  const parts: AppendPart[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const documentId = text();
    const generation = decoding.readVarUint(decoder);
    const after = decoding.readVarUint(decoder);
    const newOwners = new Map<number, string>();
    for (let owners = decoding.readVarUint(decoder); owners > 0; owners--)
      newOwners.set(decoding.readVarUint(decoder), text());
    const writers: number[] = [];
    for (let left = decoding.readVarUint(decoder); left > 0; left--)
      writers.push(decoding.readVarUint(decoder));
    const entries: AppendedUpdate[] = [];
    for (let rows = decoding.readVarUint(decoder); rows > 0; rows--) {
      entries.push({ userId: text(), at: text(), bytes: decoding.readVarUint8Array(decoder) });
    }
    parts.push({ documentId, generation, after, entries, newOwners, writers });
  }
  return parts;
}

export function writeAnswer(encoder: encoding.Encoder, answer: Answer): void {
  encoding.writeUint8(encoder, answers.indexOf(answer.kind));
  if (answer.kind === 'failed') {
    encoding.writeUint8(encoder, answer.isOfRows ? 1 : 0);
    encoding.writeVarString(encoder, answer.code);
    return encoding.writeVarString(encoder, answer.message);
  }
  encoding.writeUint8(encoder, answer.isLong ? 1 : 0);
  if (answer.kind === 'saved') return encoding.writeUint8(encoder, answer.isMore ? 1 : 0);
  encoding.writeVarUint(encoder, answer.outcomes.length);
  for (const outcome of answer.outcomes) {
    encoding.writeUint8(encoder, outcomes.indexOf(outcome.kind));
    if (outcome.kind !== 'ended') encoding.writeVarUint(encoder, numberOf(outcome));
  }
}

const numberOf = (outcome: Exclude<PartOutcome, { kind: 'ended' }>): number =>
  outcome.kind === 'committed'
    ? outcome.firstSeq
    : outcome.kind === 'foreign'
      ? outcome.client
      : outcome.lastSeq;

export function readAnswer(frame: Uint8Array): Answer {
  const decoder = decoding.createDecoder(frame);
  const kind = answers[decoding.readUint8(decoder)];
  if (kind === 'saved' || kind === 'appended') {
    const isLong = decoding.readUint8(decoder) === 1;
    if (kind === 'saved') return { kind, isLong, isMore: decoding.readUint8(decoder) === 1 };
    return {
      kind,
      isLong,
      outcomes: Array.from({ length: decoding.readVarUint(decoder) }, () => readOutcome(decoder))
    };
  }
  const isOfRows = decoding.readUint8(decoder) === 1;
  const code = decoding.readVarString(decoder);
  return { kind: 'failed', isOfRows, code, message: decoding.readVarString(decoder) };
}

function readOutcome(decoder: decoding.Decoder): PartOutcome {
  const kind = outcomes[decoding.readUint8(decoder)];
  if (kind === undefined || kind === 'ended') return { kind: 'ended' };
  const number = decoding.readVarUint(decoder);
  if (kind === 'committed') return { kind, firstSeq: number };
  return kind === 'foreign' ? { kind, client: number } : { kind, lastSeq: number };
}
