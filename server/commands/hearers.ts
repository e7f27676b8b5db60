/**
 * Lets other areas hear of what an act did, within its transaction: after the act has decided and before its events are
 * chained. So an area tells what happened, and knows nobody who has to do something about it. The kinds come in the order
 * of the table, the hearers of a kind in the order of its list; each gets all events of its kind that the act gathered. One
 * that throws a refusal refuses the act. A hearer takes no lock: it writes rows that the locks of the act cover.
 */
import type { Transaction } from 'kysely';
import type { GatheredEvent, HeardKind } from '#lib/events/kinds.ts';
import type { EventContext } from '#server/events/append.ts';
import type { Schema } from '#server/store/schema.ts';

export interface Heard<K extends HeardKind> {
  readonly by: EventContext;
  readonly event: GatheredEvent<K>;
}

type HeardOf<K extends HeardKind> = readonly [Heard<K>, ...Heard<K>[]];

export type Hearer<K extends HeardKind> =
  | { readonly inTransaction: (trx: Transaction<Schema>, heard: HeardOf<K>) => Promise<void> }
  /** Hears once the act is committed, and before its result is given: where the numbers of events are needed. */
  | { readonly afterCommit: (heard: HeardOf<K>) => Promise<void> };

/** A kind that is marked as heard (events/kinds) and has no entry does not compile. */
export type Hearers = { readonly [K in HeardKind]: readonly Hearer<K>[] };

interface Gathered {
  readonly by: EventContext;
  readonly domainEvent: GatheredEvent;
}

export const hear = (
  hearers: Hearers,
  trx: Transaction<Schema>,
  gathered: readonly Gathered[]
): Promise<void> =>
  eachHearer(hearers, gathered, async (hearer, heard) => {
    if ('inTransaction' in hearer) await hearer.inTransaction(trx, heard);
  });

export const hearAfterCommit = (hearers: Hearers, gathered: readonly Gathered[]): Promise<void> =>
  eachHearer(hearers, gathered, async (hearer, heard) => {
    if ('afterCommit' in hearer) await hearer.afterCommit(heard);
  });

async function eachHearer(
  hearers: Hearers,
  gathered: readonly Gathered[],
  call: (hearer: Hearer<HeardKind>, heard: HeardOf<HeardKind>) => Promise<void>
): Promise<void> {
  for (const [kind, ofKind] of Object.entries(hearers)) {
    const [first, ...more] = gathered.flatMap(({ by, domainEvent }) =>
      domainEvent.kind === kind ? [{ by, event: domainEvent } as Heard<HeardKind>] : []
    );
    if (first) for (const hearer of ofKind) await call(hearer as Hearer<HeardKind>, [first, ...more]);
  }
}
