/**
 * Sets, moves and removes the deadline by which the present state of an assessment or a chapter is to be
 * left, for those who steer it.
 */
import { validateDeadline, type Deadline } from '#domain/deadline.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { moveConsultationDeadline } from '../../store/consultations.ts';
import { setAssessmentDeadline, setChapterDeadline } from '../../store/steps.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { writeOfChapterDeadline, writeOfDeadline } from '../inbox/urgent-mails.ts';
import { actingIn } from './assessment-step.ts';
import { actingInChapter } from './chapter-step.ts';
import { asOfNow, authorizeChapter, authorizeInLockedAssessment } from './workflow-access.ts';
import { loadTexts } from './subject-texts.ts';

export interface DeadlineInput {
  /** Holds the version of the assessment or the chapter, as the person saw it. */
  readonly version: number;
  /** Holds the new deadline; null removes it. */
  readonly deadline: Deadline | null;
}

/** Moves the deadline of an assessment; in consultation the round's own deadline moves with it. */
export const moveDeadline = (
  tools: CommandDeps & { readonly mailer: Mailer },
  actor: Actor,
  studySlug: string,
  cityId: string,
  { version, deadline }: DeadlineInput
): Promise<Result<null>> =>
  runCommand(tools, async (context) => {
    const { trx, at, appendEvent } = context;
    // The clock and the city's submission lock the same row: a deadline is moved before it passes, or not at
    // all.
    const authorized = await authorizeInLockedAssessment(trx, actor, studySlug, cityId);
    if (!authorized.ok) return authorized;
    const { study, assessment, now } = authorized.value;
    const acting = actingIn(now, study, assessment, 'assessment.steer');
    if (!acting) return refuse('forbidden');
    if (version !== assessment.version) return refuse('stale');
    const checked = validateDeadline(deadline, assessment, at);
    if (!checked.ok) return checked;
    if (assessment.state === 'consultation' && deadline)
      await moveConsultationDeadline(trx, study.id, cityId, deadline);
    if (!(await setAssessmentDeadline(trx, assessment.id, version, deadline))) return refuse('stale');
    const { findings } = await loadTexts(trx, study, assessment.cityId);
    const payload = { deadline: deadline?.at ?? null };
    await appendEvent(study.id, acting, {
      kind: 'deadline.moved',
      needs: 'assessment.see',
      cityId,
      documentId: findings.id,
      payload
    });
    await writeOfDeadline(tools.mailer, context, {
      studyId: study.id,
      cityId,
      state: assessment.state,
      deadline,
      actorId: actor.userId
    });
    return ok(null);
  });

export const moveChapterDeadline = (
  tools: CommandDeps & { readonly mailer: Mailer },
  actor: Actor,
  studySlug: string,
  slug: string,
  { version, deadline }: DeadlineInput
): Promise<Result<null>> =>
  runCommand(tools, async (context) => {
    const { trx, at, appendEvent } = context;
    const now = await asOfNow(trx, actor);
    const authorized = await authorizeChapter(trx, now, studySlug, slug);
    if (!authorized.ok) return authorized;
    const { study, chapter } = authorized.value;
    const acting = actingInChapter(now, study, chapter, 'chapter.steer');
    if (!acting) return refuse('forbidden');
    if (version !== chapter.version) return refuse('stale');
    const checked = validateDeadline(deadline, chapter, at);
    if (!checked.ok) return checked;
    if (!(await setChapterDeadline(trx, chapter.id, version, deadline))) return refuse('stale');
    const payload = { deadline: deadline?.at ?? null };
    await appendEvent(study.id, acting, {
      kind: 'deadline.moved',
      needs: 'chapter.read',
      documentId: chapter.id,
      payload
    });
    await writeOfChapterDeadline(tools.mailer, context, {
      studyId: study.id,
      documentId: chapter.id,
      slug,
      state: chapter.state,
      deadline,
      actorId: actor.userId
    });
    return ok(null);
  });
