/** Creates the services of the material: what is written. */
import {
  createAnswerFiles,
  createAnswerHistory,
  createAssessments,
  createCompleteness,
  createConfidential
} from '#areas/answers';
import { createDepartments } from '#areas/departments';
import { createDocuments, createGoals, createLateProposals } from '#areas/documents';
import { createEvidence, createUploadRights } from '#areas/evidence';
import { createInvitations, createMeetings, createNextSteps } from '#areas/meetings';
import {
  createGlossary,
  createTranslationDrafts,
  createTranslationMemory,
  createTranslationPairs,
  createTranslationStatus,
  draftAllowance,
  openReadableTexts,
  openTranslationClient
} from '#areas/pairs';
import { createSuggestions } from '#areas/suggestions';
import { createThreads } from '#areas/threads';
import { createVersionRestore } from '#areas/versions';
import { openRates } from '#server/process/rates.ts';
import type { createRegisters } from './registers.ts';
import type { AppTools } from './tools.ts';

export function createMaterial(tools: AppTools, registers: ReturnType<typeof createRegisters>) {
  const assessments = createAssessments(tools);
  const documents = createDocuments(tools);
  return {
    assessments,
    completeness: createCompleteness({ ...tools, assessments }),
    documents: { ...documents, ...createVersionRestore(tools) },
    /** Lists which passages serve which goal of the framework. */
    goals: createGoals({ ...tools, ...registers, assessments }),
    lateProposals: createLateProposals(tools),
    answerFiles: createAnswerFiles({ ...tools, documents, assessments }),
    answerHistory: createAnswerHistory(tools),
    /** Manages the answers that cities hold back as confidential. */
    confidential: createConfidential(tools),
    evidence: createEvidence(tools),
    /** Tells who may send a large file where, before it is read. */
    uploadRights: createUploadRights(tools),
    threads: createThreads(tools),
    suggestions: createSuggestions(tools),
    departments: createDepartments(tools),
    meetings: createMeetings(tools),
    nextSteps: createNextSteps(tools),
    invitations: createInvitations(tools),
    ...createTranslation(tools)
  };
}

function createTranslation(tools: AppTools) {
  const { config, logger, store, now } = tools;
  const client =
    config.translation &&
    openTranslationClient({
      address: config.translation,
      onFault: (reason) => logger.warn(`The translation service failed: ${reason}`)
    });
  const rates = openRates(draftAllowance, now);
  return {
    glossary: createGlossary(tools),
    /** Manages the confirmation that both languages say the same. */
    translationStatus: createTranslationStatus(tools),
    translationPairs: createTranslationPairs(tools),
    translationMemory: createTranslationMemory({ ...tools, readableTexts: openReadableTexts(store.db) }),
    translationDrafts: createTranslationDrafts({ ...tools, client, mayAsk: (userId) => rates.take(userId) })
  };
}
