/** A study's framework, rubric and glossary. */
import type { Framework } from '#domain/framework.ts';
import type { GlossaryTerm } from '#domain/glossary.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Rubric } from '#domain/rubric.ts';
import { both, bothOrNull } from './bilingual.ts';
import { parseFramework, parseRubric } from './framework-shape.ts';
import type { Db } from './open.ts';

/** The newest published version; undefined for a study that has none yet. */
export async function findFramework(db: Db, studyId: StudyId): Promise<Framework | undefined> {
  const row = await db
    .selectFrom('framework')
    .select('content')
    .where('studyId', '=', studyId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && parseFramework(row.content);
}

/** Kept as it was handed in, so that what is exported is what was given. */
export async function insertFramework(db: Db, studyId: StudyId, { id, version }: Framework, content: string): Promise<void> {
  await db.insertInto('framework').values({ studyId, id, version, content }).execute();
}

export async function findRubric(db: Db, studyId: StudyId): Promise<Rubric | undefined> {
  const row = await db.selectFrom('rubric').select('content').where('studyId', '=', studyId).limit(1).executeTakeFirst();
  return row && parseRubric(row.content);
}

export async function listTerms(db: Db, studyId: StudyId): Promise<GlossaryTerm[]> {
  const rows = await db.selectFrom('glossaryTerm').selectAll().where('studyId', '=', studyId).orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    term: both(row.termEn, row.termZh),
    definition: both(row.definitionEn, row.definitionZh),
    group: row.group,
    caution: bothOrNull(row.cautionEn, row.cautionZh)
  }));
}
