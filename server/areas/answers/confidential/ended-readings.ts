/** Ends the reading of confidential answers by a person whose roles allow it no more. */
import { mayReadInConfidence } from '#base/grant-duties.ts';
import { closeConfidentialReader, listReadingsOf } from '../store/confidential.ts';
import type { EndDuty } from '#areas/people';

export const endReadings: EndDuty = async ({ context, study, acting }, userId, left) => {
  const { trx, at } = context;
  if (left.some(mayReadInConfidence)) return;
  for (const { cityId } of await listReadingsOf(trx, study.id, userId)) {
    const removed = { userId: acting?.userId ?? null, at };
    await closeConfidentialReader(trx, { studyId: study.id, cityId, userId }, removed);
    await context.appendEvent(study.id, acting, {
      kind: 'confidential-reader.removed',
      needs: 'confidential.readers',
      cityId,
      payload: { userId }
    });
  }
};
