/** Lists the kinds of events about a city's answers and evidence, and about the panels that judge them. */
import { assignmentStates } from '#rules/departments/department.ts';
import { evidenceKinds } from '#rules/evidence/evidence.ts';
import { tieKinds } from '#rules/panels/tie.ts';
import { event, heard, number, optional, text, textOrNull, truth, oneOf, orNull } from './event.ts';

const answerFile = { importId: text, fileName: text };
const heldAnswer = event({ question: text, topic: textOrNull, characteristic: text });
const clarification = event({ clarificationId: text, question: text, characteristic: text });
const panel = event({ characteristic: text, round: number });
const sealed = { characteristic: text, round: number, sealed: number, of: number };
const piece = { evidenceId: text };

export const assessmentEvents = {
  'answers.imported': event({ ...answerFile, places: number }),
  'answers.import-undone': event(answerFile),
  // Answers that a city holds back as confidential, and the people named to read them.
  'answer.held-back': heard<{ readonly base: number | null }>()(heldAnswer),
  'answer.taken-back': heldAnswer,
  'confidential-reader.named': event({ userId: text }),
  'confidential-reader.removed': event({ userId: text }),
  // Departments of a city and their assignments.
  'department.changed': event({ departmentId: text, act: oneOf(['added', 'renamed', 'removed']) }),
  'assignment.changed': event({
    count: number,
    departmentId: optional(text),
    state: optional(oneOf(assignmentStates))
  }),
  // Clarifications that a city is asked for.
  'clarification.asked': heard()(clarification),
  'clarification.returned': heard<{ readonly requester: string }>()(clarification),
  'clarification.withdrawn': clarification,
  'clarification.reviewed': clarification,
  'evidence.added': event({ ...piece, kind: oneOf(evidenceKinds), sha256: optional(text) }),
  'evidence.revised': event({ ...piece, n: number, sha256: text }),
  /** Says whether the piece is confidential now, where that was changed. */
  'evidence.changed': event({ ...piece, isConfidential: optional(truth) }),
  'evidence.cited': event({ ...piece, questionId: text, recordId: text, cites: truth }),
  'evidence.attested': event({ ...piece, n: optional(number), opens: truth }),
  'evidence.withdrawn': event(piece),
  'evidence.removed': event(piece),
  // Scoring panels. No event of theirs holds a level.
  'assessors.named': event({ count: number }),
  'assessor.recused': event({ userId: text }),
  'tie.changed': event({ userId: text, tie: orNull(oneOf(tieKinds)) }),
  'score.sealed': event(sealed),
  'panel.revealed': event({ ...sealed, digest: text }),
  'panel.opened': panel,
  'panel.recorded': panel,
  'panel.settled': panel,
  'panel.closed': panel,
  'dissent.signed': panel,
  'dissent.unsigned': panel,
  'settlement.proposed': panel,
  'settlement.withdrawn': panel,
  'levels.released': event({ count: number })
};
