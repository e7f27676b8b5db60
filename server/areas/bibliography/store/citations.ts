/** Reads and writes what cites the sources of the bibliography, and the pins of context facts to the framework. */
import { citingKinds, type Citation, type CitingKind } from '#rules/bibliography/bibliography.ts';
import type { Pin } from '#rules/context/context.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { both } from '#server/store/bilingual.ts';
import { inChunks } from '#server/store/chunks.ts';
import type { Db } from '#server/store/open.ts';

export interface Cited {
  readonly citations: readonly Citation[];
}

/** Describes what is shown next to a city's answers. */
export interface Pinned {
  readonly pins: readonly Pin[];
}

interface Holder<Kind extends string> {
  readonly studyId: StudyId;
  readonly kind: Kind;
  readonly id: string;
}

/** Maps what cites to its citations, in their order. */
export async function listCitations(
  db: Db,
  studyId: StudyId,
  kind: CitingKind,
  holderIds?: readonly string[]
): Promise<Map<string, Citation[]>> {
  let query = db
    .selectFrom('citation')
    .select(['holderId', 'sourceId', 'place'])
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .orderBy('holderId')
    .orderBy('position');
  if (holderIds) query = query.where('holderId', 'in', holderIds);
  const found = new Map<string, Citation[]>();
  for (const { holderId: id, sourceId, place } of await query.execute())
    found.set(id, [...(found.get(id) ?? []), { sourceId, place }]);
  return found;
}

export async function saveCitations(
  db: Db,
  { studyId, kind, id }: Holder<CitingKind>,
  citations: readonly Citation[]
): Promise<void> {
  await db
    .deleteFrom('citation')
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('holderId', '=', id)
    .execute();
  if (citations.length > 0)
    await db
      .insertInto('citation')
      .values(
        citations.map(({ sourceId, place }, position) => ({
          studyId,
          kind,
          holderId: id,
          position,
          sourceId,
          place
        }))
      )
      .execute();
}

/** Maps facts of a kind to their pins, in their order. */
export async function listPins(
  db: Db,
  studyId: StudyId,
  kind: 'entry' | 'figure',
  holderIds?: readonly string[]
): Promise<Map<string, Pin[]>> {
  let query = db
    .selectFrom('contextPin')
    .select(['holderId', 'characteristic', 'question', 'cityId'])
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .orderBy('holderId')
    .orderBy('position');
  if (holderIds) query = query.where('holderId', 'in', holderIds);
  const found = new Map<string, Pin[]>();
  for (const { holderId: id, characteristic, question, cityId } of await query.execute())
    found.set(id, [...(found.get(id) ?? []), { characteristic, question, city: cityId }]);
  return found;
}

/** Replaces the pins of a fact. */
export async function savePins(
  db: Db,
  { studyId, kind, id }: Holder<'entry' | 'figure'>,
  pins: readonly Pin[]
): Promise<void> {
  await db
    .deleteFrom('contextPin')
    .where('studyId', '=', studyId)
    .where('kind', '=', kind)
    .where('holderId', '=', id)
    .execute();
  if (pins.length > 0)
    await db
      .insertInto('contextPin')
      .values(
        pins.map(({ characteristic, question, city }, position) => ({
          studyId,
          kind,
          holderId: id,
          position,
          characteristic,
          question,
          cityId: city
        }))
      )
      .execute();
}

/** Names a fact that is shown next to the answers of a city, and the question; null for the whole characteristic. */
export interface PinnedFact {
  readonly kind: 'entry' | 'figure';
  readonly id: string;
  readonly question: string | null;
}

/** Lists the facts that are shown next to the answers of a city to the questions of a characteristic. */
export async function listPinnedFacts(
  db: Db,
  studyId: StudyId,
  place: { readonly characteristic: string; readonly city: string }
): Promise<PinnedFact[]> {
  const rows = await db
    .selectFrom('contextPin')
    .select(['kind', 'holderId', 'question'])
    .where('studyId', '=', studyId)
    .where('characteristic', '=', place.characteristic)
    .where((eb) => eb.or([eb('cityId', 'is', null), eb('cityId', '=', place.city)]))
    .orderBy('kind')
    .orderBy('holderId')
    .orderBy('position')
    .execute();
  return rows.map(({ kind, holderId, question }) => ({ kind, id: holderId, question }));
}

export interface SourceUse {
  readonly kind: CitingKind;
  readonly id: string;
  readonly title: Bilingual;
  readonly place: string;
}

export async function listSourceUses(db: Db, studyId: StudyId, sourceId: string): Promise<SourceUse[]> {
  const rows = await db
    .selectFrom('citation')
    .select(['kind', 'holderId', 'place'])
    .where('studyId', '=', studyId)
    .where('sourceId', '=', sourceId)
    .orderBy('kind')
    .orderBy('holderId')
    .orderBy('position')
    .execute();
  const titles = new Map<string, Bilingual>();
  for (const kind of citingKinds) {
    const ids = rows.filter((row) => row.kind === kind).map(({ holderId }) => holderId);
    for (const [id, title] of await titlesOf(db, studyId, kind, ids)) titles.set(`${kind} ${id}`, title);
  }
  return rows.flatMap(({ kind, holderId, place }) => {
    const title = titles.get(`${kind} ${holderId}`);
    return title ? [{ kind, id: holderId, title, place }] : [];
  });
}

async function titlesOf(
  db: Db,
  studyId: StudyId,
  kind: CitingKind,
  ids: readonly string[]
): Promise<(readonly [string, Bilingual])[]> {
  const rows = await inChunks(ids, (some) =>
    kind === 'figure'
      ? db
          .selectFrom('contextFigure')
          .select(['id', 'labelEn as titleEn', 'labelZh as titleZh'])
          .where('studyId', '=', studyId)
          .where('id', 'in', some)
          .execute()
      : db
          .selectFrom(tableOf[kind])
          .select(['id', 'titleEn', 'titleZh'])
          .where('studyId', '=', studyId)
          .where('id', 'in', some)
          .execute()
  );
  return rows.map(({ id, titleEn, titleZh }) => [id, both(titleEn, titleZh)] as const);
}

const tableOf = { entry: 'contextEntry', table: 'contextTable' } as const;

export async function countSourceUses(db: Db, studyId: StudyId): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('citation')
    .select((eb) => ['sourceId', eb.fn.countAll().as('count')])
    .where('studyId', '=', studyId)
    .groupBy('sourceId')
    .execute();
  return new Map(rows.map(({ sourceId, count }) => [sourceId, Number(count)]));
}
