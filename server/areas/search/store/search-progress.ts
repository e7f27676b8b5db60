/** Reads what the search index has to follow: the texts and cities of each study, and its latest events. */
import type { Db } from '#server/store/open.ts';

export interface IndexedStudy {
  readonly id: string;
  /** Holds the number of its last event. */
  readonly eventSeq: number;
  readonly documents: readonly string[];
  readonly cities: readonly string[];
}

/** All but those for load tests, whose rooms hold no text of a study. */
export async function listIndexedStudies(db: Db): Promise<IndexedStudy[]> {
  const studies = await db
    .selectFrom('study')
    .select(['id', 'eventSeq'])
    .where('isBench', '=', 0)
    .orderBy('id')
    .execute();
  const documents = await db.selectFrom('document').select(['id', 'studyId']).orderBy('id').execute();
  const cities = await db.selectFrom('city').select(['id', 'studyId']).orderBy('id').execute();
  return studies.map(({ id, eventSeq }) => ({
    id,
    eventSeq,
    documents: documents.filter(({ studyId }) => studyId === id).map((one) => one.id),
    cities: cities.filter(({ studyId }) => studyId === id).map((one) => one.id)
  }));
}

export interface Touched {
  readonly cities: ReadonlySet<string>;
  readonly documents: ReadonlySet<string>;
  /** Says that an event was about neither a city nor a text. */
  readonly hasOthers: boolean;
}

/** With more of them, everything counts as touched. */
const mostEvents = 2_000;

/** Lists what the events after one number were about; null where that is not known, and may be anything. */
export async function listTouched(
  db: Db,
  studyId: string,
  after: number,
  last: number
): Promise<Touched | null> {
  // A restored log may be shorter than the one that was indexed.
  if (!(after <= last) || last - after > mostEvents) return null;
  const events = await db
    .selectFrom('event')
    .select(['kind', 'cityId', 'documentId'])
    .where('studyId', '=', studyId)
    .where('seq', '>', after)
    .execute();
  const named = (of: (event: (typeof events)[number]) => string | null): Set<string> =>
    new Set(events.flatMap((event) => of(event) ?? []));
  return {
    cities: named(({ cityId }) => cityId),
    documents: named(({ documentId }) => documentId),
    hasOthers: events.some(
      ({ kind, documentId }) =>
        documentId === null && !kind.startsWith('evidence.') && !kind.startsWith('city-comment.')
    )
  };
}

export async function findEventSeq(db: Db, studyId: string): Promise<number> {
  const row = await db.selectFrom('study').select('eventSeq').where('id', '=', studyId).executeTakeFirst();
  return row?.eventSeq ?? 0;
}
