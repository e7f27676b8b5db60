import type { EventKind, EventNames, FactOf, StoredFact } from '#lib/events/kinds.ts';
import type { Bilingual } from '#base/locale.ts';
import type { DocumentKind } from '#base/states.ts';

/** Says about an event what is not in its payload. */
export interface Around {
  readonly actorId: string | null;
  readonly actorName: Bilingual | null;
  readonly documentKind: DocumentKind | null;
  readonly names: EventNames;
}

/** Describes an event with the names of the people and things in it. */
export type ShownEvent = Around & StoredFact;

export type KnownEvent<K extends EventKind = EventKind> = {
  readonly [Kind in K]: Around & FactOf<Kind>;
}[K];

export type SentencesOf<K extends EventKind> = { readonly [Kind in K]: (event: KnownEvent<Kind>) => string };
