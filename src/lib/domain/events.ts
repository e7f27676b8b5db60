/** What can have happened in a study. One event is one row of the append-only log: audit trail, live update and activity in one. */
import type { Ability } from './permissions.ts';

export const eventKinds = [
  'study.created',
  'study.changed',
  'study.imported',
  'grant.given',
  'grant.withdrawn',
  'body.joined',
  'body.left',
  'rapporteurs.named',
  'phase.changed',
  'deliverable.added',
  'deliverable.changed',
  'city.added',
  'city.changed',
  'framework.published',
  'framework.draft-begun',
  'framework.draft-changed',
  'framework.draft-dropped',
  'assessment.reframed',
  'criterion.checked',
  'answers.imported',
  'answers.import-undone',
  'document.frozen',
  'document.reopened',
  'late-proposal.kept',
  'late-proposal.merged',
  'late-proposal.dismissed',
  'senior.named',
  // The way: every step of an assessment or a chapter, and its dates.
  'assessment.moved',
  'chapter.moved',
  'deadline.moved',
  'reminder.sent',
  'translation.confirmed',
  // Threads.
  'thread.opened',
  'thread.resolved',
  'thread.reopened',
  'comment.added',
  'comment.edited',
  'comment.withdrawn',
  // Consultation of a city.
  'consultation.opened',
  'consultation.submitted',
  'consultation.closed',
  'city-comment.drafted',
  'city-comment.recorded',
  // By somebody outside, to whom the draft was given.
  'city-comment.received',
  'city-comment.decided',
  'city-comment.answered',
  'reading.given',
  'reading.revoked',
  // Versions and approval.
  'version.kept',
  'version.restored',
  'approval.asked',
  'approval.signed',
  'approval.voided',
  'approval.complete',
  'approval.noted',
  'seal.kept',
  // The record of the group.
  'meeting.recorded',
  'meeting.changed',
  'next-step.added',
  'next-step.changed',
  'invitation.sent',
  'invitation.accepted',
  'invitation.withdrawn',
  'head.sent',
  // Scoring panels.
  'assessors.named',
  'assessor.recused',
  'tie.changed',
  'score.sealed',
  'panel.revealed',
  'panel.opened',
  'panel.recorded',
  'settlement.proposed',
  'settlement.withdrawn',
  'panel.settled',
  'panel.closed',
  'levels.released',
  // How the study judges: whether indicators are rated, and whom a tie keeps out.
  'judging.changed',
  'rubric.published',
  // What a city shows for what it says.
  'evidence.added',
  'evidence.revised',
  'evidence.changed',
  'evidence.cited',
  'evidence.attested',
  'evidence.withdrawn',
  'evidence.removed',
  // What a city is asked once more, and who of it writes what.
  'clarification.asked',
  'clarification.returned',
  'clarification.withdrawn',
  'clarification.reviewed',
  'contributor.limited',
  // Which of its departments answers what.
  'department.changed',
  'assignment.changed'
] as const;
export type EventKind = (typeof eventKinds)[number];

/**
 * Small steps of work that goes on: kept in the log and told to open pages at once. Whoever reads what happened in the study reads how the
 * work began and ended; what was done meanwhile stands in what it made.
 */
export const smallSteps: ReadonlySet<string> = new Set<EventKind>(['framework.draft-changed']);

/** What a decision tells: who needs which ability to learn of it, and of what it speaks. */
export interface DomainEvent {
  readonly kind: EventKind;
  readonly needs: Ability;
  readonly cityId?: string;
  readonly documentId?: string;
  /** Facts for the sentence that tells it; plain JSON values. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}
