/**
 * Says what areas hand to the search, source by source. A source is indexed as a whole, and names the right
 * that reading each of its entries needs. Threads about scores and drafts of a city's comments are in none.
 */
import type { FindableText } from '#document/findable-text.ts';
import type { StudyId } from '#base/ids.ts';
import { scopeOf, type Reading } from '#rules/search/search.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { nothing } from '#lib/areas/search/findable.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { Piece } from './store/search-entries.ts';
import type { Outline, PartOf } from '#areas/framework';

export const studySources = [
  'people',
  'glossary',
  'framework',
  'cities',
  'minutes',
  'practices',
  'themes',
  'roadmap',
  'context',
  'coding'
] as const;
export type StudySource = (typeof studySources)[number];

/** Holds who reads what can be found: of a study, of a city, and of the comments on a text, a piece at a time. */
export interface FindableSources {
  readonly ofStudy: Readonly<Record<StudySource, (db: Db, studyId: StudyId) => Promise<Findable[]>>>;
  readonly ofCity: Readonly<
    Record<'evidence' | 'city-comments', (db: Db, studyId: string, cityId: string) => Promise<Findable[]>>
  >;
  readonly comments: (
    db: Db,
    document: Pick<DocumentRow, 'id' | 'studyId' | 'kind' | 'cityId'>,
    partOf: PartOf,
    after: string | null
  ) => Promise<{ readonly findables: readonly Findable[]; readonly piece: Piece }>;
}

export function findablesOfText(
  document: Pick<DocumentRow, 'id' | 'studyId' | 'kind' | 'cityId' | 'slug'>,
  reading: Reading,
  texts: readonly FindableText[],
  { partOf }: Outline
): Findable[] {
  const { id, studyId, kind, cityId, slug } = document;
  const ofText = {
    scope: scopeOf(studyId, reading, kind === 'chapter' ? id : (cityId ?? '')),
    title: nothing,
    cityId
  };
  return texts.map(({ key, section, question, blockId, text }) => ({
    ...ofText,
    key,
    kind: kindOf(kind, question),
    text,
    section: kind === 'chapter' ? null : (partOf(question ?? section ?? '') ?? section),
    target: { documentId: id, slug, section, question, blockId }
  }));
}

function kindOf(kind: DocumentRow['kind'], question: string | null): Findable['kind'] {
  if (kind === 'findings') return 'finding';
  if (kind !== 'response') return kind;
  return question === null ? 'response' : 'answer';
}
