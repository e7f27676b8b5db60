/** Lists the kinds of events about the steps of assessments and chapters: dates, consultation and approval. */
import { answers, dispositions, outcomes, recordedOrigins } from '#rules/consultation/consultation.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import { assessmentSteps, chapterSteps } from '#rules/workflow/workflow.ts';
import { assessmentStates, chapterStates, type AssessmentState, type ChapterState } from '#base/states.ts';
import { event, heard, number, optional, subject, text, textOrNull, truth, oneOf } from './event.ts';

const assessmentState = oneOf(assessmentStates);
const chapterState = oneOf(chapterStates);
/** Null for an assessment. */
interface OfChapter {
  readonly slug: string | null;
}
interface Due {
  readonly deadline: Deadline | null;
}
const comment = { commentId: text, number };
const signedVersion = { ...subject, versionId: text, number };

export const workflowEvents = {
  'assessment.moved': heard<Due>()(
    event({ step: oneOf(assessmentSteps), from: assessmentState, to: assessmentState })
  ),
  'assessment.reviewed': event({}),
  'chapter.moved': heard<Due>()(
    event({ step: oneOf(chapterSteps), from: chapterState, to: chapterState, slug: text })
  ),
  'reopening.requested': heard<Due & OfChapter>()(event({})),
  'reopening.withdrawn': event({}),
  'reopening.declined': event({}),
  'deadline.moved': heard<Due & OfChapter & { readonly state: AssessmentState | ChapterState }>()(
    event({ deadline: textOrNull })
  ),
  'reminder.sent': event({ days: number, state: oneOf([...assessmentStates, ...chapterStates]) }),
  // Consultation of a city.
  'consultation.opened': event({ deadline: text }),
  'consultation.submitted': event({ comments: number }),
  'consultation.closed': event({ outcome: oneOf(outcomes) }),
  'city-comment.drafted': event({ commentId: text }),
  'city-comment.recorded': event({ comments: number, origin: oneOf(recordedOrigins) }),
  // External review: comments by a person outside the study, to whom the draft was given.
  'city-comment.received': event(comment),
  'city-comment.decided': event({ ...comment, disposition: oneOf(dispositions) }),
  'city-comment.answered': event({
    ...comment,
    answer: optional(oneOf(answers)),
    isStatement: optional(truth)
  }),
  'reading.given': event({ readingId: text, sideId: textOrNull, until: text }),
  'reading.revoked': event({ readingId: text }),
  'approval.asked': event({ ...signedVersion, hash: text }),
  'approval.signed': event({ ...signedVersion, sideId: text, hash: text, digest: text }),
  'approval.voided': heard<OfChapter & { readonly signers: readonly string[] }>()(
    event({ subject: optional(text), versionId: text })
  ),
  'approval.complete': heard()(event({ ...signedVersion, hash: text })),
  'approval.noted': event({ ...subject, versionId: text }),
  'seal.kept': event({ ...signedVersion, sealId: text, sideId: text, hash: text })
};
