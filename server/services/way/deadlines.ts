/** When the present state of an assessment or a chapter is to be left: set, moved and taken away by whoever steers it. */
import { judgeDeadline, type Deadline } from '#domain/deadline.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Letters } from '../../mail/letters.ts';
import { lockAssessment } from '../../store/assessments.ts';
import { moveConsultationDeadline } from '../../store/consultations.ts';
import { setAssessmentDeadline, setChapterDeadline } from '../../store/steps.ts';
import { decide, type DeskTools } from '../desk.ts';
import { writeOfChapterDeadline, writeOfDeadline } from '../inbox/urgent-letters.ts';
import { actingIn, loadTexts } from './assessment-step.ts';
import { actingInChapter } from './chapter-step.ts';
import { asOfNow, enterAssessment, enterChapter } from './way-door.ts';

export interface DeadlineWish {
  /** Of the assessment or the chapter, as the person saw it. */
  readonly version: number;
  /** Null takes it away. */
  readonly deadline: Deadline | null;
}

/** In consultation the round's own deadline moves with it. */
export const moveDeadline = (
  tools: DeskTools & { readonly letters: Letters },
  actor: Actor,
  studySlug: string,
  cityId: string,
  { version, deadline }: DeadlineWish
): Promise<Result<null>> =>
  decide(tools, async (sheet) => {
    const { trx, at, tell } = sheet;
    const now = await asOfNow(trx, actor);
    const seen = await enterAssessment(trx, now, studySlug, cityId);
    if (!seen.ok) return seen;
    const { study } = seen.value;
    // The clock and the city's submission wait for the same row: a deadline is moved before it passes, or not at all.
    await lockAssessment(trx, study.id, cityId);
    const entered = await enterAssessment(trx, now, studySlug, cityId);
    if (!entered.ok) return entered;
    const { assessment } = entered.value;
    const acting = actingIn(now, study, assessment, 'assessment.steer');
    if (!acting) return refuse('forbidden');
    if (version !== assessment.version) return refuse('stale');
    const judged = judgeDeadline(deadline, assessment, at);
    if (!judged.ok) return judged;
    if (assessment.state === 'consultation' && deadline)
      await moveConsultationDeadline(trx, study.id, cityId, deadline);
    if (!(await setAssessmentDeadline(trx, assessment.id, version, deadline))) return refuse('stale');
    const { findings } = await loadTexts(trx, study, assessment.cityId);
    const payload = { deadline: deadline?.at ?? null };
    await tell(study.id, acting, {
      kind: 'deadline.moved',
      needs: 'assessment.see',
      cityId,
      documentId: findings.id,
      payload
    });
    await writeOfDeadline(tools.letters, sheet, {
      studyId: study.id,
      cityId,
      state: assessment.state,
      deadline,
      actorId: actor.userId
    });
    return ok(null);
  });

export const moveChapterDeadline = (
  tools: DeskTools & { readonly letters: Letters },
  actor: Actor,
  studySlug: string,
  slug: string,
  { version, deadline }: DeadlineWish
): Promise<Result<null>> =>
  decide(tools, async (sheet) => {
    const { trx, at, tell } = sheet;
    const now = await asOfNow(trx, actor);
    const entered = await enterChapter(trx, now, studySlug, slug);
    if (!entered.ok) return entered;
    const { study, chapter } = entered.value;
    const acting = actingInChapter(now, study, chapter, 'chapter.steer');
    if (!acting) return refuse('forbidden');
    if (version !== chapter.version) return refuse('stale');
    const judged = judgeDeadline(deadline, chapter, at);
    if (!judged.ok) return judged;
    if (!(await setChapterDeadline(trx, chapter.id, version, deadline))) return refuse('stale');
    const payload = { deadline: deadline?.at ?? null };
    await tell(study.id, acting, {
      kind: 'deadline.moved',
      needs: 'chapter.read',
      documentId: chapter.id,
      payload
    });
    await writeOfChapterDeadline(tools.letters, sheet, {
      studyId: study.id,
      documentId: chapter.id,
      slug,
      state: chapter.state,
      deadline,
      actorId: actor.userId
    });
    return ok(null);
  });
