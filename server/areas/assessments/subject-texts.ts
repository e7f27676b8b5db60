/** Finds the texts that steps and approvals are about: those of a city and of a chapter. */
import type { Study } from '#rules/study/study.ts';
import { listAssessmentDocuments, listChapters, type Assessment, type Chapter } from './store/assessments.ts';
import { findDocument, type DocumentRow } from './store/documents.ts';
import type { Db } from '#server/store/open.ts';

export type Texts = Readonly<Record<'response' | 'findings', DocumentRow>>;

export async function loadTexts(
  db: Db,
  study: Pick<Study, 'id'>,
  cityId: Assessment['cityId']
): Promise<Texts> {
  const rows = await Promise.all(
    (await listAssessmentDocuments(db, study.id, cityId)).map(({ id }) => findDocument(db, id))
  );
  const of = (kind: 'response' | 'findings'): DocumentRow => {
    const found = rows.find((row) => row?.kind === kind);
    if (!found) throw new Error(`The assessment of ${cityId} has no ${kind}`);
    return found;
  };
  return { response: of('response'), findings: of('findings') };
}

export const findChapter = async (
  db: Db,
  study: Pick<Study, 'id'>,
  slug: string
): Promise<Chapter | undefined> =>
  (await listChapters(db, study.id)).find((chapter) => chapter.slug === slug);

export async function loadDocument(db: Db, id: string): Promise<DocumentRow> {
  const document = await findDocument(db, id);
  if (!document) throw new Error(`There is no document ${id}`);
  return document;
}
