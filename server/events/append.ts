/**
 * Appends events to a study's log: numbered without gaps and chained by hash, in the transaction of the
 * change that they record. The update of the study's head comes first, so that two transactions queue there
 * and never fork the chain. An event keeps the time of its decision, also where a clock was wrong; its number,
 * by which readers count, follows that of the event before it (event-number.ts).
 */
import type { Transaction } from 'kysely';
import type { DomainEvent } from '#lib/events/kinds.ts';
import { sha256 } from '#server/files/sha256.ts';
import type { EventTable } from './tables.ts';
import type { Schema } from '#server/store/schema.ts';
import { numberAfter } from './event-number.ts';

export interface EventContext {
  readonly studyId: string;
  readonly actorId: string | null;
  readonly actorRole: string | null;
  readonly at: string;
}

export async function appendEvent(
  trx: Transaction<Schema>,
  context: EventContext,
  domainEvent: DomainEvent
): Promise<EventTable> {
  const head = await trx
    .updateTable('study')
    .set((eb) => ({ eventSeq: eb('eventSeq', '+', 1) }))
    .where('id', '=', context.studyId)
    .returning(['eventSeq', 'eventHash'])
    .executeTakeFirstOrThrow();
  const before = await trx
    .selectFrom('event')
    .select(['at', 'number'])
    .where('studyId', '=', context.studyId)
    .where('seq', '=', head.eventSeq - 1)
    .executeTakeFirst();
  const unhashed: HashedEvent = {
    studyId: context.studyId,
    seq: head.eventSeq,
    at: context.at,
    actorId: context.actorId,
    actorRole: context.actorRole,
    kind: domainEvent.kind,
    needs: domainEvent.needs,
    cityId: domainEvent.cityId ?? null,
    documentId: domainEvent.documentId ?? null,
    payload: JSON.stringify(domainEvent.payload),
    previousHash: head.eventHash
  };
  const event: EventTable = {
    ...unhashed,
    number: numberAfter(before, context.at),
    hash: hashOf(unhashed)
  };
  await trx.insertInto('event').values(event).execute();
  await trx.updateTable('study').set({ eventHash: event.hash }).where('id', '=', context.studyId).execute();
  return event;
}

/** Holds what the hash of an event covers. */
export type HashedEvent = Omit<EventTable, 'hash' | 'number'>;

/** SHA-256 over the fields in a fixed order as one JSON array; `audit verify` recomputes it. */
export function hashOf(event: HashedEvent): string {
  const fields = [
    event.studyId,
    event.seq,
    event.at,
    event.actorId,
    event.actorRole,
    event.kind,
    event.needs,
    event.cityId,
    event.documentId,
    event.payload,
    event.previousHash
  ];
  return sha256(JSON.stringify(fields));
}
