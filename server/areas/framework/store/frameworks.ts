import type { Framework } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { parseFramework, parseRubric } from './framework-shape.ts';
import type { Db } from '#server/store/open.ts';
import { foundOnce } from '#server/store/request-reads.ts';

/** The newest published version; undefined for a study that has none yet. */
export async function findFramework(db: Db, studyId: StudyId): Promise<Framework | undefined> {
  const [newest] = await listFrameworkSummaries(db, studyId);
  return newest && parseFramework(newest.content);
}

/** Null means the first, which existed before any city was given another. */
export async function findFrameworkVersion(
  db: Db,
  studyId: StudyId,
  version: string | null
): Promise<Framework | undefined> {
  const known = await listFrameworkSummaries(db, studyId);
  const row = version === null ? known.at(-1) : known.find((one) => one.version === version);
  return row && parseFramework(row.content);
}

/** Newest first. */
export const listFrameworks = async (db: Db, studyId: StudyId): Promise<Framework[]> =>
  (await listFrameworkSummaries(db, studyId)).map(({ content }) => parseFramework(content));

export interface FrameworkSummary {
  readonly version: string;
  readonly publishedAt: string | null;
  /** As it was handed in. */
  readonly content: string;
}

/** Newest first; one statement for all that a request asks of them. */
export const listFrameworkSummaries = foundOnce((db, studyId: string): Promise<readonly FrameworkSummary[]> =>
  db
    .selectFrom('framework')
    .select(['content', 'version', 'publishedAt'])
    .where('studyId', '=', studyId)
    .orderBy('position', 'desc')
    .execute()
);

/**
 * Inserts a version after the existing ones. The text is stored as it was handed in, so that an export gives
 * back the same text.
 */
export async function insertFramework(
  db: Db,
  studyId: StudyId,
  { id, version }: Framework,
  content: string,
  at: string
): Promise<void> {
  const last = await db
    .selectFrom('framework')
    .select((eb) => eb.fn.max('position').as('position'))
    .where('studyId', '=', studyId)
    .executeTakeFirst();
  await db
    .insertInto('framework')
    .values({ studyId, id, version, content, position: (last?.position ?? 0) + 1, publishedAt: at })
    .execute();
}

export const findRubric = foundOnce(async (db, studyId: StudyId): Promise<Rubric | undefined> => {
  const row = await db
    .selectFrom('rubric')
    .select('content')
    .where('studyId', '=', studyId)
    .limit(1)
    .executeTakeFirst();
  return row && parseRubric(row.content);
});

/** Replaces the rubric, whose earlier hash results keep. The text is stored as it was handed in. */
export async function replaceRubric(
  db: Db,
  studyId: StudyId,
  { id }: Rubric,
  content: string
): Promise<void> {
  await db.deleteFrom('rubric').where('studyId', '=', studyId).execute();
  await db.insertInto('rubric').values({ studyId, id, content }).execute();
}

/** Those of the newest version, each as it was handed in. */
export async function findFrameworkTexts(
  db: Db,
  studyId: StudyId
): Promise<{ readonly framework: string | undefined; readonly rubric: string | undefined }> {
  const [newest] = await listFrameworkSummaries(db, studyId);
  const rubric = await db
    .selectFrom('rubric')
    .select('content')
    .where('studyId', '=', studyId)
    .limit(1)
    .executeTakeFirst();
  return { framework: newest?.content, rubric: rubric?.content };
}
