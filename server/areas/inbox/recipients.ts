/** Finds who must act on an assessment. */
import type { Duty } from '#base/role-duties.ts';
import type { NearDeadline } from '#areas/assessments';
import { listHolders, listRapporteursOf } from '#areas/people';
import type { Db } from '#server/store/open.ts';

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
        : await listRapporteursOf(db, studyId, cityId);
  return recipients.length > 0 ? recipients : holders('run-study');
}
