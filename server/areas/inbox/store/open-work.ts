/**
 * Counts what is open in a study, by city or document: comments without an answer, drafts, late edits,
 * versions without a signature. The callers authorize who may see it.
 */
import type { StudyId } from '#base/ids.ts';
import { isRepresentative } from '#base/permissions.ts';
import type { ConsultationRow } from '#areas/consultation';
import type { Db } from '#server/store/open.ts';

/** Lists the rounds that are open, by city. */
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

/**
 * Counts comments by city; a paragraph that is accepted needs no disposition, and a comment from elsewhere no
 * answer of the city.
 */
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

/** Counts by city the open threads that the city sees, that are out, and in which another user wrote last. */
export async function countQuestions(db: Db, studyId: StudyId): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('thread')
    .innerJoin('comment', 'comment.threadId', 'thread.id')
    .select(['thread.id', 'thread.cityId', 'comment.role'])
    .where('thread.studyId', '=', studyId)
    .where('thread.audience', '=', 'shared')
    .where('thread.state', '=', 'open')
    .where('comment.heldUntil', 'is', null)
    .where('comment.withdrawnAt', 'is', null)
    .orderBy('comment.at')
    .orderBy('comment.id')
    .execute();
  const last = new Map(rows.map((row) => [row.id, row]));
  const counts = new Map<string, number>();
  for (const { cityId, role } of last.values())
    if (cityId !== null && !isRepresentative({ role })) counts.set(cityId, (counts.get(cityId) ?? 0) + 1);
  return counts;
}

/** Counts the late edits that no one has decided, by document. */
export async function countLateProposals(db: Db, studyId: StudyId): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('lateProposal')
    .innerJoin('document', 'document.id', 'lateProposal.documentId')
    .select((eb) => ['lateProposal.documentId', eb.fn.countAll<number | string>().as('count')])
    .where('document.studyId', '=', studyId)
    .where('lateProposal.decision', 'is', null)
    .groupBy('lateProposal.documentId')
    .execute();
  return new Map(rows.map((row) => [row.documentId, Number(row.count)]));
}

/**
 * Lists the subjects whose newest version for approval lacks the signature of a side, with the document of
 * each.
 */
export const listUnsigned = (
  db: Db,
  studyId: StudyId,
  sideId: string
): Promise<{ subject: string; cityId: string | null; documentId: string | null }[]> =>
  db
    .selectFrom('version')
    .select(['subject', 'cityId', 'documentId'])
    .where('studyId', '=', studyId)
    .where('kind', '=', 'approval')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('version as newer')
            .select('newer.id')
            .where('newer.kind', '=', 'approval')
            .whereRef('newer.studyId', '=', 'version.studyId')
            .whereRef('newer.subject', '=', 'version.subject')
            .whereRef('newer.number', '>', 'version.number')
        )
      )
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('signature')
            .select('signature.id')
            .whereRef('signature.versionId', '=', 'version.id')
            .where('signature.sideId', '=', sideId)
            .where('signature.voidedAt', 'is', null)
        )
      )
    )
    .orderBy('subject')
    .execute();
