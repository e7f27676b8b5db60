/** Prepares a step of an assessment before its transaction: which text it needs, and the content that it freezes. */
import type { AssessmentAbility } from '#base/abilities.ts';
import type { Study } from '#rules/study/study.ts';
import { assessmentWorkflow, targetOf, type AssessmentStep } from '#rules/workflow/workflow.ts';
import { findingsAreOpen, responseIsOpen, type AssessmentState } from '#base/states.ts';
import { type Assessment, findGeneration, type DocumentRow, loadTexts, type Texts } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import {
  confidentialOf,
  readContent,
  readFrozen,
  readWhole,
  type FreezingTools,
  type ReadContent,
  type TextsBefore,
  type WholeText
} from '#areas/documents';
import { subjectOf } from '#rules/versions/version.ts';

export interface StepTools extends FreezingTools {
  readonly newId: () => string;
}

/** `approve` and `close-consultation` follow from signatures, from submission or from the clock. */
export const abilityForStep: Readonly<Record<AssessmentStep, AssessmentAbility | null>> = {
  submit: 'assessment.submit',
  'ask-review': 'assessment.steer',
  review: 'assessment.review',
  'open-consultation': 'assessment.steer',
  'close-consultation': null,
  'ask-approval': 'assessment.steer',
  approve: null,
  return: 'assessment.return',
  'ask-reopen': 'assessment.reopen',
  'keep-approved': 'assessment.reopen',
  reopen: 'assessment.reopen'
};

/** Holds what takes time and needs no lock: read before the transaction, used where it is still current. */
export interface PreparedStep {
  readonly texts: TextsBefore;
  readonly read: ReadContent | null;
  /** Holds the whole content of the frozen generation that the step opens again. */
  readonly frozen: {
    readonly documentId: string;
    readonly generation: number;
    readonly bytes: Uint8Array;
  } | null;
}

export const stepSubjectOf = (study: Study, { findings }: Texts) => ({
  studyId: study.id,
  cityId: findings.cityId as Assessment['cityId'],
  documentId: findings.id,
  subject: subjectOf(findings),
  sides: study.sides
});

/** Null where it requires none. */
export const requiredTextOf = (step: AssessmentStep): 'response' | 'findings' | null =>
  step === 'submit'
    ? 'response'
    : step === 'ask-review' || step === 'review' || step === 'open-consultation' || step === 'ask-approval'
      ? 'findings'
      : null;

export const prepareStep = (
  tools: StepTools,
  study: Study,
  assessment: Assessment,
  step: AssessmentStep,
  requester?: string,
  isLast = true
): Promise<PreparedStep> => prepareStepIn(tools.store.db, tools, study, assessment, step, requester, isLast);

/** Prepares the same where all is read in one transaction. */
export async function prepareStepIn(
  db: Db,
  tools: FreezingTools,
  study: Study,
  assessment: Assessment,
  step: AssessmentStep,
  requester?: string,
  isLast = true
): Promise<PreparedStep> {
  const texts = await loadTexts(db, study, assessment.cityId);
  const requiredText = requiredTextOf(step);
  const to = targetOf(assessmentWorkflow, assessment.state, step);
  const opened = to === undefined ? null : openedBy(assessment.state, to);
  const document = opened ? texts[opened] : null;
  const hasEnded = document ? await isEnded(db, document) : false;
  const confidential = await confidentialOf({ trx: db }, texts.response);
  const read = requiredText ? await readContent(db, tools.workers, texts[requiredText], requester) : null;
  const contents =
    confidential && requiredText === 'response'
      ? [await readContent(db, tools.workers, confidential, requester)]
      : [];
  const reopened = [...(document && !hasEnded ? [document] : []), ...(confidential ? [confidential] : [])];
  const wholes: WholeText[] = [];
  if (opened === 'response')
    for (const one of reopened) wholes.push(await readWhole(db, tools, one, requester));
  return {
    texts: { contents: [...(read ? [read] : []), ...contents], wholes, isLast },
    read,
    frozen:
      document && hasEnded
        ? {
            documentId: document.id,
            generation: document.generation,
            bytes: await readFrozen(tools, db, document, requester)
          }
        : null
  };
}

export const openedBy = (from: AssessmentState, to: AssessmentState): 'response' | 'findings' | null =>
  !responseIsOpen(from) && responseIsOpen(to)
    ? 'response'
    : !findingsAreOpen(from) && findingsAreOpen(to)
      ? 'findings'
      : null;

export const isEnded = async (db: Db, { id, generation }: DocumentRow): Promise<boolean> => {
  const row = await findGeneration(db, id, generation);
  return row !== undefined && row.endedAt !== null;
};
