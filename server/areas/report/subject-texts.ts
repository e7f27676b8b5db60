import type { PartNode, ReportTreePart } from '#rules/report/report.ts';
import type { Study } from '#rules/study/study.ts';
import { orderCities } from '#rules/cities/city.ts';
import { listAssessmentDocuments, listAssessments, listChapters } from '#areas/assessments';
import { listCities } from '#areas/cities';
import type { Db } from '#server/store/open.ts';
import type { SubjectText } from './frozen-texts.ts';
import { mapInTurns } from '#server/process/in-turns.ts';

/** Lists the texts of a study that a report may show: its chapters, and the synopses in list order. */
export async function listSubjects(db: Db, study: Study): Promise<SubjectText[]> {
  const chapters = (await listChapters(db, study.id)).map(({ id, slug, title, state }) => ({
    subject: `chapter:${slug}`,
    documentId: id,
    city: null,
    title,
    isApproved: state === 'approved'
  }));
  const states = new Map((await listAssessments(db, study.id)).map((one) => [one.cityId, one.state]));
  const documents = new Map(
    (await listAssessmentDocuments(db, study.id))
      .filter(({ kind }) => kind === 'findings')
      .map(({ cityId, id }) => [cityId as string, id])
  );
  const cities = orderCities(await listCities(db, study.id), study.sides, 'list', 'en');
  return [
    ...chapters,
    ...cities.flatMap(({ id, shortName }) => {
      const documentId = documents.get(id);
      return documentId === undefined
        ? []
        : [
            {
              subject: `findings:${id}`,
              documentId,
              city: id,
              title: shortName,
              isApproved: states.get(id) === 'approved'
            }
          ];
    })
  ];
}

/** In list order, without those that have withdrawn and have no approved text. */
export async function citiesOfSide(
  db: Db,
  study: Study,
  side: string,
  subjects: readonly SubjectText[]
): Promise<SubjectText[]> {
  const cities = orderCities(await listCities(db, study.id), study.sides, 'list', 'en');
  return cities
    .filter(({ sideId }) => sideId === side)
    .flatMap(({ id, withdrawal }) => {
      const text = subjects.find(({ subject }) => subject === `findings:${id}`);
      return text && (withdrawal === null || text.isApproved) ? [text] : [];
    });
}

/** Undefined for all other parts. */
export const sideOf = (
  { source }: Pick<ReportTreePart, 'source'>,
  { sides }: Pick<Study, 'sides'>
): Study['sides'][number] | undefined =>
  source.kind === 'synopses' ? sides.find(({ id }) => id === source.side) : undefined;

/** Each once. */
export async function shownTexts(
  db: Db,
  study: Study,
  tree: readonly PartNode[],
  subjects: readonly SubjectText[]
): Promise<SubjectText[]> {
  const found = await mapInTurns(tree, async ({ part: { source }, parts }): Promise<SubjectText[]> => {
    const own =
      source.kind === 'chapter'
        ? subjects.filter(({ subject }) => subject === `chapter:${source.slug}`)
        : source.kind === 'synopses'
          ? await citiesOfSide(db, study, source.side, subjects)
          : [];
    return [...own, ...(await shownTexts(db, study, parts, subjects))];
  });
  return [...new Set(found.flat())];
}
