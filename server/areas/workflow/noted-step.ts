/** Notes a step of a city or of a chapter as it was taken: who took it, in which role, why, and what was waived for it. */
import { grantsIn, type Actor } from '#base/permissions.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Study } from '#rules/study/study.ts';
import type { AssessmentStep, ChapterStep } from '#rules/workflow/workflow.ts';
import type { Missing } from '#rules/workflow/step-conditions.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import { insertStep } from '#areas/assessments';

interface NotedStep {
  readonly id: string;
  readonly study: Pick<Study, 'id'>;
  readonly acting: Actor | null;
  readonly documentId: string;
  /** Null for a chapter. */
  readonly cityId: string | null;
  readonly step: AssessmentStep | ChapterStep;
  readonly from: AssessmentState | ChapterState;
  readonly to: AssessmentState | ChapterState;
  readonly reason: Bilingual;
  readonly waived: readonly Missing[];
  readonly versionId: string | null;
  readonly post?: string | null;
}

export const noteStep = (
  { trx, at }: CommandContext,
  { id, study, acting, documentId, cityId, step, from, to, reason, waived, versionId, post = null }: NotedStep
): Promise<void> =>
  insertStep(trx, {
    id,
    studyId: study.id,
    documentId,
    cityId,
    step,
    fromState: from,
    toState: to,
    reasonEn: reason.en,
    reasonZh: reason.zh,
    waived: JSON.stringify(waived),
    versionId,
    userId: acting?.userId ?? null,
    role: grantsIn(acting, study.id)[0]?.role ?? null,
    at,
    post
  });
