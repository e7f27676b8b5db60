/** Deletes acceptances of findings in an answer that a city holds back: the reason given may speak of what is confidential now. */
import { isConfidentialSection } from '#document/confidential-answers.ts';
import type { Hearer } from '#server/commands/hearers.ts';
import { deleteAcceptedFinding, listAcceptedFindings } from './store/accepted-findings.ts';

export const dropHeldBackFindings: Hearer<'answer.held-back'> = {
  inTransaction: async (trx, heard) => {
    for (const { event } of heard) {
      const { documentId = '', payload } = event;
      for (const { section, key } of await listAcceptedFindings(trx, documentId))
        if (isConfidentialSection([payload], section)) await deleteAcceptedFinding(trx, documentId, key);
    }
  }
};
