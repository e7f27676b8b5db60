/**
 * Reads the fields of cities that texts may name: the figures and amounts of what each city has submitted. A
 * value is given to those who may read the city's response, and to nobody once its answer is held back.
 */
import { parseCell } from '#document/answer-cells.ts';
import { isConfidential } from '#rules/answers/confidential.ts';
import {
  factsFrom,
  factsIn,
  factsOfFigures,
  factsOfRecords,
  factsToHold,
  mostFacts,
  type FigureField,
  type KnownFact
} from '#rules/answers/fact.ts';
import type { CityId, StudyId } from '#base/ids.ts';
import { assessmentAbilitiesOf, type Grant } from '#base/permissions.ts';
import { nameOfRecord, type ResponseRecord } from '#rules/framework/record.ts';
import type { DocumentVersion } from '#rules/versions/version.ts';
import type { HeldFact, SectionContent } from '#base/content.ts';
import { isSubmitted } from '#base/states.ts';
import { listAssessments, type Assessment, type DocumentRow } from '#areas/assessments';
import { listConfidentialAnswers, listConfidentialAnswersByCity } from './store/confidential.ts';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listIndicatorsByCity, listRecordsByCity } from './store/records.ts';

type TextOf = Pick<DocumentRow, 'studyId' | 'kind' | 'cityId'>;

/** Returns the facts that a reader of a text may know: of its own city, or of all cities for a chapter. */
export async function readableFacts(
  db: Db,
  { studyId, kind, cityId }: TextOf,
  grants: readonly Grant[]
): Promise<KnownFact[]> {
  const cities = await citiesIn(
    db,
    studyId as StudyId,
    (assessment) =>
      (kind === 'chapter' || assessment.cityId === cityId) &&
      assessmentAbilitiesOf(grants, assessment).has('response.read')
  );
  return (await factsOfCities(db, studyId as StudyId, cities)).slice(0, mostFacts);
}

/**
 * Returns the facts that a version of this text holds: of those that it names, the ones that everybody may know
 * who reads all versions, in findings those of their own city alone.
 */
export async function heldFactsOf(
  db: Db,
  { studyId, kind, cityId }: TextOf,
  sections: readonly SectionContent[]
): Promise<HeldFact[]> {
  if (kind === 'response' || kind === 'confidential') return [];
  const named = factsIn(sections);
  if (named.length === 0) return [];
  const own = kind === 'findings' ? cityId : null;
  const wanted = new Set(named.map(({ city }) => city ?? own));
  const cities = await citiesIn(
    db,
    studyId as StudyId,
    (assessment) =>
      isSubmitted(assessment.state) &&
      wanted.has(assessment.cityId) &&
      (own === null || assessment.cityId === own)
  );
  return factsToHold(sections, own, await factsOfCities(db, studyId as StudyId, cities));
}

/**
 * Returns a version without the facts whose answers are held back now: the version is older, and nobody may
 * learn from it what its readers may not read any more.
 */
export async function withoutHeldBackFacts(
  db: Db,
  { studyId, cityId }: Pick<DocumentRow, 'studyId' | 'cityId'>,
  content: DocumentVersion
): Promise<DocumentVersion> {
  const { facts, ...others } = content;
  if (!facts || facts.length === 0) return content;
  const isOpen = await openIn(
    db,
    studyId,
    facts.flatMap(({ city = cityId }) => city ?? [])
  );
  const open = facts.filter(({ city = cityId, fact }) => city !== null && isOpen(city, fact));
  if (open.length === facts.length) return content;
  return open.length === 0 ? others : { ...others, facts: open };
}

/** Without what cities hold back, for the readers of a report. */
export async function submittedFacts(db: Db, studyId: StudyId): Promise<KnownFact[]> {
  const cities = await citiesIn(db, studyId, ({ state }) => isSubmitted(state));
  return factsOfCities(db, studyId, cities);
}

/** By city, without those whose answer is held back. */
export async function submittedRecords(
  db: Db,
  studyId: StudyId
): Promise<ReadonlyMap<CityId, readonly ResponseRecord[]>> {
  const cities = await citiesIn(db, studyId, ({ state }) => isSubmitted(state));
  const records = await listRecordsByCity(db, studyId, cities);
  const open = new Map<CityId, readonly ResponseRecord[]>();
  for (const [city, own] of records) {
    const held = await listConfidentialAnswers(db, studyId, city);
    open.set(
      city,
      own.filter(({ question }) => !isConfidential(held, question))
    );
  }
  return open;
}

/** Without those that are held back now. */
export const shownFacts = async (
  db: Db,
  document: Pick<DocumentRow, 'studyId' | 'cityId'>,
  content: DocumentVersion
): Promise<KnownFact[]> =>
  factsFrom((await withoutHeldBackFacts(db, document, content)).facts, document.cityId);

async function citiesIn(
  db: Db,
  studyId: StudyId,
  isWanted: (assessment: Assessment) => boolean
): Promise<CityId[]> {
  return (await listAssessments(db, studyId)).filter(isWanted).map(({ cityId }) => cityId);
}

async function factsOfCities(db: Db, studyId: StudyId, cities: readonly CityId[]): Promise<KnownFact[]> {
  if (cities.length === 0) return [];
  const [figures, records, framework] = await Promise.all([
    listIndicatorsByCity(db, studyId, cities),
    listRecordsByCity(db, studyId, cities),
    findFramework(db, studyId)
  ]);
  const types = new Map(framework?.recordTypes.map(({ id, fields }) => [id, fields]));
  const fieldsOf = (recordType: string): readonly FigureField[] => types.get(recordType) ?? [];
  const all = cities.flatMap((city) => [
    ...factsOfFigures(city, figures.get(city) ?? []),
    ...factsOfRecords(city, records.get(city) ?? [], fieldsOf, nameOfRecord)
  ]);
  const isOpen = await openIn(
    db,
    studyId,
    all.map(({ city }) => city)
  );
  return all.filter(({ city, fact }) => isOpen(city, fact));
}

/** Returns a check whether the answer of a field is not held back as confidential. */
async function openIn(
  db: Db,
  studyId: string,
  cities: readonly string[]
): Promise<(city: string, fact: string) => boolean> {
  const held = await listConfidentialAnswersByCity(db, studyId, [...new Set(cities)]);
  return (city, fact) => !isConfidential(held.get(city) ?? [], parseCell(fact)?.question ?? '');
}
