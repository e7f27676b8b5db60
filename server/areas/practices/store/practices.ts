import type { Insertable, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import { locales, type Locale } from '#base/locale.ts';
import {
  cardOf,
  inLanguages,
  practiceTexts,
  publishedLanguages,
  type Practice,
  type PracticeInput,
  type PracticeRecord
} from '#rules/practices/practice.ts';
import { both } from '#server/store/bilingual.ts';
import { contentPrint } from '#areas/documents';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';
import type { PracticeConsentTable, PracticeTable } from './tables.ts';
import { listBases, updateStatement } from './statements.ts';
import { listSideIds } from '#areas/study';
import { printedSupports, type StoredSupport } from './supports.ts';

/** Those that were not removed, with what their publication rests on, oldest first. */
export const listPractices = foundOnce(async (db, studyId: StudyId): Promise<readonly PracticeRecord[]> => {
  const rows = await db
    .selectFrom('practice')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('removedAt', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return recordsFrom(db, studyId, rows);
});

export async function findPractice(
  db: Db,
  studyId: StudyId,
  id: string
): Promise<PracticeRecord | undefined> {
  const rows = await db
    .selectFrom('practice')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .where('removedAt', 'is', null)
    .execute();
  return (await recordsFrom(db, studyId, rows))[0];
}

async function recordsFrom(
  db: Db,
  studyId: StudyId,
  rows: readonly Selectable<PracticeTable>[]
): Promise<PracticeRecord[]> {
  if (rows.length === 0) return [];
  const basisOf = await listBases(db, 'practice', studyId, rows);
  const consents = await db
    .selectFrom('practiceConsent')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('language')
    .execute();
  return rows.map((row) => {
    const card = practiceFrom(row);
    const { supports, validations } = basisOf(row);
    return {
      ...card,
      validations,
      consents: consents.filter(({ practiceId }) => practiceId === row.id),
      print: printOf(card, supports),
      languagePrints: { en: languagePrintOf(card, 'en'), zh: languagePrintOf(card, 'zh') }
    };
  });
}

/** The contact person is no part of what is validated: an erasure of personal data voids nothing. */
const printOf = (card: Practice, supports: readonly StoredSupport[]): string =>
  contentPrint([shared(card), practiceTexts.map((name) => card[name]), printedSupports(supports)]);
const languagePrintOf = (card: Practice, language: Locale): string =>
  contentPrint([shared(card), language, practiceTexts.map((name) => card[name][language])]);
const shared = ({ id, cityId, characteristic, categories }: Practice) => [
  id,
  cityId,
  characteristic,
  categories
];

/** Describes a card as it is published: with the texts of the languages in which it is, and of no other. */
export interface PublishedPractice extends Practice {
  readonly languages: readonly Locale[];
}

/**
 * Oldest first. Published in any language: validated by both sides, and with the consent of the city for what the cards
 * say now. The catalogue, reports and public pages ask this and nothing else.
 */
export async function publishedPractices(db: Db, studyId: StudyId): Promise<PublishedPractice[]> {
  const sides = await listSideIds(db, studyId);
  return (await listPractices(db, studyId)).flatMap((record) => {
    const languages = publishedLanguages(record, sides);
    return languages.length === 0 ? [] : [{ ...inLanguages(cardOf(record), languages), languages }];
  });
}

export const insertPractice = async (db: Db, row: Insertable<PracticeTable>): Promise<void> => {
  await db.insertInto('practice').values(row).execute();
};

/** Returns false where it has been saved by another user in between. */
export const updatePractice = (
  db: Db,
  seen: Pick<Practice, 'id' | 'version'>,
  input: PracticeInput
): Promise<boolean> => updateStatement(db, 'practice', seen, practiceColumns(input));

/** Replaces an earlier one. */
export async function savePracticeConsent(db: Db, row: Insertable<PracticeConsentTable>): Promise<void> {
  const { practiceId, studyId, language, ...rest } = row;
  await db
    .insertInto('practiceConsent')
    .values({ practiceId, studyId, language, ...rest })
    .onConflict((conflict) => conflict.columns(['practiceId', 'language']).doUpdateSet(rest))
    .execute();
}

/** By city; a card counts where the consent is asked in any language. */
export async function countAskedConsents(db: Db, studyId: StudyId): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('practiceConsent')
    .innerJoin('practice', 'practice.id', 'practiceConsent.practiceId')
    .select(['practice.id', 'practice.cityId'])
    .distinct()
    .where('practice.studyId', '=', studyId)
    .where('practice.removedAt', 'is', null)
    .where('practiceConsent.state', '=', 'asked')
    .execute();
  const counts = new Map<string, number>();
  for (const { cityId } of rows) counts.set(cityId, (counts.get(cityId) ?? 0) + 1);
  return counts;
}

/** Makes the consents that were given for a card void, as for another content. */
export async function voidConsents(db: Db, practiceId: string): Promise<void> {
  await db
    .updateTable('practiceConsent')
    .set({ print: '' })
    .where('practiceId', '=', practiceId)
    .where('state', '=', 'given')
    .execute();
}

export const listFocus = async (db: Db, studyId: StudyId, cityId: string): Promise<string[]> =>
  (
    await db
      .selectFrom('practiceFocus')
      .select('characteristic')
      .where('studyId', '=', studyId)
      .where('cityId', '=', cityId)
      .orderBy('characteristic')
      .execute()
  ).map(({ characteristic }) => characteristic);

export async function saveFocus(
  db: Db,
  city: { readonly studyId: StudyId; readonly cityId: string },
  characteristics: readonly string[],
  by: { readonly userId: string; readonly at: string }
): Promise<void> {
  await db
    .deleteFrom('practiceFocus')
    .where('studyId', '=', city.studyId)
    .where('cityId', '=', city.cityId)
    .execute();
  if (characteristics.length > 0)
    await db
      .insertInto('practiceFocus')
      .values(characteristics.map((characteristic) => ({ ...city, characteristic, ...by })))
      .execute();
}

export const practiceColumns = ({
  cityId,
  characteristic,
  categories,
  contact,
  ...texts
}: PracticeInput) => ({
  cityId,
  characteristic,
  categories: JSON.stringify(categories),
  contact,
  ...(Object.fromEntries(
    practiceTexts.flatMap((name) =>
      locales.map((locale) => [`${name}${locale === 'en' ? 'En' : 'Zh'}`, texts[name][locale]])
    )
  ) as Pick<PracticeTable, `${(typeof practiceTexts)[number]}${'En' | 'Zh'}`>)
});

const practiceFrom = (row: Selectable<PracticeTable>): Practice => ({
  id: row.id,
  cityId: row.cityId,
  characteristic: row.characteristic,
  categories: JSON.parse(row.categories) as string[],
  contact: row.contact,
  title: both(row.titleEn, row.titleZh),
  problem: both(row.problemEn, row.problemZh),
  solution: both(row.solutionEn, row.solutionZh),
  results: both(row.resultsEn, row.resultsZh),
  conditions: both(row.conditionsEn, row.conditionsZh),
  transferability: both(row.transferabilityEn, row.transferabilityZh),
  resources: both(row.resourcesEn, row.resourcesZh),
  userId: row.userId,
  at: row.at,
  version: row.version
});
