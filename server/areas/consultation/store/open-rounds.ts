/** Reads the rounds that are open, and counts what is open in them. The callers authorize who may see it. */
import type { StudyId } from '#base/ids.ts';
import type { Db } from '#server/store/open.ts';
import type { ConsultationRow } from './consultations.ts';

/** By city. */
export async function listOpenConsultations(db: Db, studyId: StudyId): Promise<Map<string, ConsultationRow>> {
  const rows = await db
    .selectFrom('consultation')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('closedAt', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.cityId, row]));
}

export interface CityCommentCounts {
  readonly drafts: number;
  readonly undecided: number;
  readonly unanswered: number;
}

/** A paragraph that is accepted needs no disposition, and a comment from elsewhere no answer of the city. */
export async function countCityComments(db: Db, studyId: StudyId): Promise<Map<string, CityCommentCounts>> {
  const rows = await db
    .selectFrom('cityComment')
    .select(['cityId', 'submittedAt', 'disposition', 'answer', 'stance', 'origin'])
    .where('studyId', '=', studyId)
    .where((eb) =>
      eb.or([eb('submittedAt', 'is', null), eb('disposition', 'is', null), eb('answer', 'is', null)])
    )
    .execute();
  const counts = new Map<string, { drafts: number; undecided: number; unanswered: number }>();
  for (const row of rows) {
    const count = counts.get(row.cityId) ?? { drafts: 0, undecided: 0, unanswered: 0 };
    if (row.submittedAt === null) count.drafts += 1;
    else if (row.disposition === null) count.undecided += row.stance === 'accept' ? 0 : 1;
    else if (row.answer === null && row.origin === 'city') count.unanswered += 1;
    counts.set(row.cityId, count);
  }
  return counts;
}

/**
 * Returns whether the city's round is open and its comments are submitted: then nothing more is expected of
 * it.
 */
export async function hasSubmitted(db: Db, studyId: string, cityId: string): Promise<boolean> {
  const row = await db
    .selectFrom('consultation')
    .select('id')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('closedAt', 'is', null)
    .where('submittedAt', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}
