/**
 * Reads the deadlines that are near and the people to remind, and stores that a person was reminded of one.
 */
import { rolesWith, type Duty } from '#base/role-duties.ts';
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

export const listReminders = async (db: Db, abouts: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(
    abouts.length === 0
      ? []
      : (
          await db
            .selectFrom('reminder')
            .select('about')
            .where('about', 'in', [...abouts])
            .execute()
        ).map(({ about }) => about)
  );

/** Stores a reminder. Returns false where it was given already. */
export async function insertReminder(
  db: Db,
  reminder: { studyId: string; about: string; day: string; at: string }
): Promise<boolean> {
  const result = await db
    .insertInto('reminder')
    .values(reminder)
    .onConflict((conflict) => conflict.columns(['studyId', 'about', 'day']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/**
 * Lists who must act on an assessment in this state: the city, its rapporteurs, or the chairs; the
 * secretariat where there is none of them.
 */
export async function listRecipients(
  db: Db,
  { studyId, cityId, state }: Pick<NearDeadline, 'studyId' | 'cityId' | 'state'>
): Promise<string[]> {
  const holders = (duty: Duty) => listHolders(db, studyId, duty, cityId);
  const recipients =
    state === 'collecting' || state === 'consultation'
      ? await holders('represent-city')
      : state === 'approval'
        ? await holders('sign-for-side')
        : (
            await db
              .selectFrom('rapporteur')
              .select('userId')
              .where('studyId', '=', studyId)
              .where('cityId', '=', cityId)
              .execute()
          ).map(({ userId }) => userId);
  return recipients.length > 0 ? recipients : holders('run-study');
}

/** Lists the users whose role in the study has this duty; of representatives only those of this city. */
export async function listHolders(db: Db, studyId: string, duty: Duty, cityId = ''): Promise<string[]> {
  const rows = await db
    .selectFrom('grant')
    .select('userId')
    .where('studyId', '=', studyId)
    .where('role', 'in', rolesWith(duty))
    .$if(duty === 'represent-city', (query) => query.where('cityId', '=', cityId))
    .execute();
  return rows.map(({ userId }) => userId);
}

export const findDocumentOfCity = (
  db: Db,
  studyId: string,
  cityId: string,
  kind: 'response' | 'findings'
): Promise<{ id: string } | undefined> =>
  db
    .selectFrom('document')
    .select('id')
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .where('kind', '=', kind)
    .executeTakeFirst();

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
