/** Takes the review of the other side, without which no city is consulted. */
import type { Actor } from '#base/permissions.ts';
import type { App } from '#server/app.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';

export async function reviewForOtherSide(app: App, studySlug: string, cityId: string): Promise<void> {
  const { db } = app.store;
  const { userId } = await db
    .selectFrom('rapporteur')
    .innerJoin('study', 'study.id', 'rapporteur.studyId')
    .select('userId')
    .where('study.slug', '=', studySlug)
    .where('cityId', '=', cityId)
    .where('duty', '=', 'reviewer')
    .executeTakeFirstOrThrow();
  const reviewer: Actor = {
    userId: userId as Actor['userId'],
    sessionId: '',
    email: '',
    name: { en: 'Reviewer', zh: '' },
    isAdministrator: false,
    grants: await listGrantsOfUser(db, userId)
  };
  const status = await app.workflow.assessment(reviewer, studySlug, cityId);
  const taken = status.ok
    ? await app.workflow.takeStep(reviewer, studySlug, cityId, {
        step: 'review',
        version: status.value.version,
        reason: { en: '', zh: '' },
        deadline: null
      })
    : status;
  if (!taken.ok) throw new Error(taken.refusal.code);
}
