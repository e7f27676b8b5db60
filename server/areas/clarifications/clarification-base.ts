/**
 * Follows an answer that a city holds back while questions are reopened: others are then shown another generation of the
 * response, from which the open questions were reopened.
 */
import type { Hearer } from '#server/commands/hearers.ts';
import { listClarifications, updateClarifications } from './store/clarifications.ts';
import { isOpen } from '#areas/documents';

export const rebaseClarifications: Hearer<'answer.held-back'> = {
  inTransaction: async (trx, heard) => {
    for (const { event } of heard) {
      const { documentId = '', forHearers } = event;
      if (forHearers.base === null) continue;
      const open = (await listClarifications(trx, documentId)).filter(isOpen);
      await updateClarifications(
        trx,
        open.map(({ id }) => id),
        { base: forHearers.base }
      );
    }
  }
};
