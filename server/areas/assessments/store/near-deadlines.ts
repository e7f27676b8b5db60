import type { AssessmentState, ChapterState } from '#base/states.ts';
import type { Db } from '#server/store/open.ts';

interface Near {
  readonly studyId: string;
  readonly deadline: string;
  readonly deadlineZone: string | null;
}

export interface NearDeadline extends Near {
  readonly cityId: string;
  readonly state: AssessmentState;
  readonly stateSince: string;
}

export interface NearChapterDeadline extends Near {
  readonly documentId: string;
  readonly slug: string;
  readonly state: ChapterState;
  /** Holds the time of the last step; null until the first. */
  readonly stateSince: string | null;
}

export async function listNearChapterDeadlines(
  db: Db,
  from: string,
  to: string
): Promise<NearChapterDeadline[]> {
  const rows = await db
    .selectFrom('document')
    .select(['id', 'studyId', 'slug', 'state', 'stateSince', 'deadline', 'deadlineZone'])
    .where('kind', '=', 'chapter')
    .where('state', 'is not', null)
    .where('deadline', '>', from)
    .where('deadline', '<=', to)
    .orderBy('deadline')
    .execute();
  return rows.flatMap(({ id, slug, state, deadline, ...row }) =>
    deadline === null || state === 'approved'
      ? []
      : { ...row, documentId: id, slug: slug ?? '', state: state ?? 'drafting', deadline }
  );
}

export async function listNearDeadlines(db: Db, from: string, to: string): Promise<NearDeadline[]> {
  const rows = await db
    .selectFrom('assessment')
    .select(['studyId', 'cityId', 'state', 'stateSince', 'deadline', 'deadlineZone'])
    .where('deadline', '>', from)
    .where('deadline', '<=', to)
    .where('state', '!=', 'approved')
    .orderBy('deadline')
    .execute();
  return rows.flatMap(({ deadline, ...row }) => (deadline === null ? [] : { ...row, deadline }));
}
