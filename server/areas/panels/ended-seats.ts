/** Ends the seats in scoring panels of a person who is no expert any more. */
import { isExpert } from '#base/grant-duties.ts';
import { deleteAssessor, listSeatsOf, recuseAssessor } from './store/panels.ts';
import { hasSealed } from './store/scores.ts';
import type { EndDuty } from '#areas/people';

export const endSeats: EndDuty = async ({ context, study, acting }, userId, left) => {
  const { trx, at } = context;
  if (left.some(isExpert)) return;
  for (const seat of await listSeatsOf(trx, study.id, userId)) {
    // A person who has sealed a score stays in the record as withdrawn.
    if ((await hasSealed(trx, study.id, seat.cityId)).has(userId)) await recuseAssessor(trx, seat, at, '');
    else await deleteAssessor(trx, study.id, seat.cityId, userId);
    await context.appendEvent(study.id, acting, {
      kind: 'assessor.recused',
      needs: 'panel.see',
      cityId: seat.cityId,
      payload: { userId }
    });
  }
};
