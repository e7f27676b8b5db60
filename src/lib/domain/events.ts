/**
 * Lists the kinds of event in a study. One event is one row of the append-only log, which serves as audit
 * trail, live update and activity list.
 */
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
  'phase.added',
  'phase.changed',
  'phase.removed',
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
  'criterion.changed',
  'term.changed',
  'term.proposed',
  'term.voted',
  'glossary.imported',
  'finding.accepted',
  'chapter.changed',
  'answers.imported',
  'answers.import-undone',
  // Answers that a city holds back as confidential, and the people named to read them.
  'answer.held-back',
  'answer.taken-back',
  'confidential-reader.named',
  'confidential-reader.removed',
  'document.frozen',
  'document.reopened',
  'late-proposal.kept',
  'late-proposal.merged',
  'late-proposal.dismissed',
  'senior.named',
  'person.renamed',
  // Accounts: a password that was set by a link, another address, and that somebody vouched for the person.
  'password.reset',
  'address.changed',
  'account.confirmed',
  // Workflow: every step of an assessment or a chapter, and its dates.
  'assessment.moved',
  'assessment.reviewed',
  'chapter.moved',
  'reopening.requested',
  'reopening.withdrawn',
  'reopening.declined',
  'deadline.moved',
  'reminder.sent',
  'translation.confirmed',
  // Single pairs of passages, and notes about them.
  'pair.confirmed',
  'pair.checked',
  'pair.diverged',
  'pair.waived',
  'pair.taken-back',
  'pair.drafted',
  // Threads.
  'thread.opened',
  'thread.resolved',
  'thread.reopened',
  'comment.added',
  'comment.edited',
  'comment.withdrawn',
  // Suggestions: made, changed, withdrawn and decided.
  'suggestion.changed',
  'suggestion.decided',
  // Consultation of a city.
  'consultation.opened',
  'consultation.submitted',
  'consultation.closed',
  'city-comment.drafted',
  'city-comment.recorded',
  // External review: comments by a person outside the study, to whom the draft was given.
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
  // Minutes of the group, next steps and invitations.
  'meeting.recorded',
  'meeting.changed',
  'next-step.added',
  'next-step.changed',
  // The roadmap. What a city ticks off is in no event.
  'roadmap.begun',
  'roadmap.step-changed',
  'roadmap.released',
  'invitation.sent',
  'invitation.accepted',
  'invitation.claimed',
  'invitation.withdrawn',
  'head.sent',
  // Research: sources, context entries and figures, talks with solution providers, permissions of images.
  'source.changed',
  'context.changed',
  'talk.changed',
  'image.changed',
  // Personal data: the payload names ids only.
  'person.erased',
  // Scoring panels.
  'assessors.named',
  'assessor.recused',
  'tie.changed',
  'score.sealed',
  'panel.revealed',
  'panel.opened',
  'panel.recorded',
  'dissent.signed',
  'dissent.unsigned',
  'settlement.proposed',
  'settlement.withdrawn',
  'panel.settled',
  'panel.closed',
  'levels.released',
  // How the study judges: whether indicators are rated, and which ties exclude an assessor.
  'judging.changed',
  'lengths.changed',
  'headings.changed',
  'quotas.changed',
  'rubric.published',
  // Evidence of a city.
  'evidence.added',
  'evidence.revised',
  'evidence.changed',
  'evidence.cited',
  'evidence.attested',
  'evidence.withdrawn',
  'evidence.removed',
  // Clarifications that a city is asked for, and who of the city writes what.
  'clarification.asked',
  'clarification.returned',
  'clarification.withdrawn',
  'clarification.reviewed',
  'contributor.limited',
  // Departments of a city and their assignments.
  'department.changed',
  'assignment.changed',
  // The report: its composition, its builds, and what was published.
  'report.begun',
  'report.changed',
  'report.requested',
  'report.moved',
  'report.built',
  'report.failed',
  'report.cancelled',
  'report.signed',
  'report.published',
  'report.corrected',
  'erratum.proposed',
  'erratum.confirmed',
  'erratum.withdrawn',
  // Good practices: the cards, their validation by each side, and the consent of the city.
  'practice.added',
  'practice.changed',
  'practice.removed',
  'practice.validated',
  'practice.validation-taken-back',
  'practice.consent-asked',
  'practice.consent-answered',
  'practice.published',
  'practice.focus-changed',
  // Trends and challenges, and what they and the practices rest on.
  'theme.added',
  'theme.changed',
  'theme.removed',
  'theme.validated',
  'theme.validation-taken-back',
  'theme.published',
  'support.added',
  'support.taken-anew',
  'support.removed',
  // The code book, and who codes what; single codings are kept in their own history.
  'codes.changed',
  'codings.changed',
  'coding.pass-given',
  'coding.pass-closed',
  'coding.pass-cancelled',
  'coding.passes-compared'
] as const;
export type EventKind = (typeof eventKinds)[number];

/**
 * Lists the kinds of small, frequent steps in continuing work: they are logged and broadcast to open pages at
 * once. Activity lists show only the beginning and the end of such work; the result holds what was done in
 * between.
 */
export const smallSteps: ReadonlySet<string> = new Set<EventKind>([
  'framework.draft-changed',
  'term.changed',
  'pair.confirmed',
  'pair.checked',
  'pair.drafted',
  'report.changed',
  'report.moved',
  'support.added',
  'support.taken-anew',
  'support.removed',
  'codes.changed',
  'codings.changed',
  'suggestion.changed',
  'suggestion.decided'
]);

/** Describes an event that a command appends: its subject, and the ability that a user needs to see it. */
export interface DomainEvent {
  readonly kind: EventKind;
  readonly needs: Ability;
  readonly cityId?: string;
  readonly documentId?: string;
  /** Holds the facts for the sentence that displays the event, as plain JSON values. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}
