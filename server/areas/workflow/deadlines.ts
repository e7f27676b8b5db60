/**
 * Sets, moves and removes the deadline by which the present state of an assessment or a chapter is to be
 * left, for those who steer it.
 */
import { validateDeadline, type Deadline } from '#rules/assessments/deadline.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { moveConsultationDeadline } from '#areas/consultation';
import {
  setAssessmentDeadline,
  setChapterDeadline,
  assessmentSubject,
  chapterSubject,
  loadTexts
} from '#areas/assessments';

export interface DeadlineInput {
  /** Holds the version of the assessment or the chapter, as the person saw it. */
  readonly version: number;
  /** Null removes it. */
  readonly deadline: Deadline | null;
}

const command = commandsOf<CommandDeps>();

/**
 * In consultation the round's own deadline moves with it. The clock and the city's submission lock the same
 * row: a deadline is moved before it passes, or not at all.
 */
export const moveDeadline = command(
  {
    name: 'workflow.move-deadline',
    subject: assessmentSubject,
    needs: 'assessment.steer',
    locks: ['assessment']
  },
  async (decision, { version, deadline }: DeadlineInput) => {
    const {
      trx,
      at,
      append,
      subject: { study, assessment }
    } = decision;
    const { cityId, state } = assessment;
    if (version !== assessment.version) throw refused('stale');
    take(validateDeadline(deadline, assessment, at));
    if (state === 'consultation' && deadline) await moveConsultationDeadline(trx, study.id, cityId, deadline);
    if (!(await setAssessmentDeadline(trx, assessment.id, version, deadline))) throw refused('stale');
    const { findings } = await loadTexts(trx, study, cityId);
    append({
      kind: 'deadline.moved',
      needs: 'assessment.see',
      cityId,
      documentId: findings.id,
      payload: { deadline: deadline?.at ?? null },
      forHearers: { deadline, state, slug: null }
    });
    return null;
  }
);

export const moveChapterDeadline = command(
  {
    name: 'workflow.move-chapter-deadline',
    subject: chapterSubject,
    needs: 'chapter.steer',
    locks: ['document']
  },
  async (decision, { version, deadline }: DeadlineInput) => {
    const {
      trx,
      at,
      append,
      subject: { chapter }
    } = decision;
    if (version !== chapter.version) throw refused('stale');
    take(validateDeadline(deadline, chapter, at));
    if (!(await setChapterDeadline(trx, chapter.id, version, deadline))) throw refused('stale');
    append({
      kind: 'deadline.moved',
      needs: 'chapter.read',
      documentId: chapter.id,
      payload: { deadline: deadline?.at ?? null },
      forHearers: { deadline, state: chapter.state, slug: chapter.slug }
    });
    return null;
  }
);
