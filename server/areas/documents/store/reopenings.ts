/** Reads which questions of a response are open again, on which rights over the text depend. */
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnceFor } from '#server/store/request-reads.ts';
import type { Row } from '#server/store/schema.ts';

/** Describes when and for which questions a response was reopened, as far as rights depend on it. */
export type Reopening = Pick<
  Row<'clarification'>,
  'documentId' | 'question' | 'characteristic' | 'base' | 'generation' | 'closedGeneration'
>;

export const isOpen = ({ closedGeneration }: Pick<Reopening, 'closedGeneration'>): boolean =>
  closedGeneration === null;

/**
 * Lists the reopenings of many documents at once, by document; a document without any is left out. A
 * confidential document is reopened with the response of its city.
 */
export const listReopenings = foundOnceFor(
  async (db, documentIds): Promise<ReadonlyMap<string, readonly Reopening[]>> => {
    const rows = await inChunks(documentIds, (some) =>
      db
        .selectFrom('clarification')
        .innerJoin('document', (join) =>
          join
            .onRef('document.studyId', '=', 'clarification.studyId')
            .onRef('document.cityId', '=', 'clarification.cityId')
        )
        .select([
          'document.id as documentId',
          'clarification.question',
          'clarification.characteristic',
          'clarification.base',
          'clarification.generation',
          'clarification.closedGeneration'
        ])
        .where('document.id', 'in', some)
        .where('document.kind', 'in', ['response', 'confidential'])
        .orderBy('clarification.at')
        .orderBy('clarification.id')
        .execute()
    );
    const byDocument = new Map<string, Reopening[]>();
    for (const row of rows) byDocument.set(row.documentId, [...(byDocument.get(row.documentId) ?? []), row]);
    return byDocument;
  }
);

/** Returns since when the oldest of a city's open questions has been open; undefined where none is open. */
export async function openSince(db: Db, studyId: string, cityId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('clarification')
    .select((eb) => eb.fn.min('at').as('at'))
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('closedGeneration', 'is', null)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Returns the same for all cities of a study that have one. */
export async function listOpenSince(db: Db, studyId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('clarification')
    .select((eb) => ['cityId', eb.fn.min('at').as('at')])
    .where('studyId', '=', studyId)
    .where('closedGeneration', 'is', null)
    .groupBy('cityId')
    .execute();
  return new Map(rows.map(({ cityId, at }) => [cityId, at]));
}

export const findOpenClarification = (
  db: Db,
  studyId: string,
  cityId: string,
  question: string
): Promise<Row<'clarification'> | undefined> =>
  db
    .selectFrom('clarification')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('question', '=', question)
    .where('closedGeneration', 'is', null)
    .executeTakeFirst();
