/**
 * Closes a consultation when its deadline has passed, also when others act at the same moment; drafts that
 * were not submitted by then do not become comments.
 */
import { ok, type Result } from '#domain/refusal.ts';
import { findAssessment } from '../../store/assessments.ts';
import { listDueConsultations, type ConsultationRow } from '../../store/consultations.ts';
import { findStudyById } from '../../store/studies.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import type { ScheduledJob } from '../scheduler/scheduled-job.ts';
import { prepareStep, takeAssessmentStep, type StepTools, type TakenStep } from './assessment-step.ts';

const input = {
  step: 'close-consultation',
  version: null,
  reason: { en: '', zh: '' },
  deadline: null
} as const;

export const passedDeadlines = (tools: CommandDeps & StepTools): ScheduledJob => ({
  name: 'passed deadlines',
  run: async () => {
    const { db } = tools.store;
    const failed: unknown[] = [];
    // A failure for one city must not stop the others.
    for (const round of await listDueConsultations(db, tools.now().toISOString())) {
      await closeRound(tools, round).catch((error: unknown) => failed.push(error));
    }
    if (failed.length > 0) throw new AggregateError(failed, 'Consultations could not be closed');
  }
});

/**
 * Closes one round. It is refused, without harm, where another command came first: the city submitted,
 * another node closed it, it was called off, or given more time. All of them lock the assessment's row.
 */
async function closeRound(
  tools: CommandDeps & StepTools,
  { studyId, cityId }: ConsultationRow
): Promise<Result<TakenStep | null>> {
  const { db } = tools.store;
  const study = await findStudyById(db, studyId);
  const assessment = study && (await findAssessment(db, study.id, cityId));
  if (!study || !assessment) return ok(null);
  const prepared = await prepareStep(tools, study, assessment, input.step);
  return runCommand(tools, (context) =>
    takeAssessmentStep(tools, context, { study, cityId, acting: null }, input, prepared)
  );
}
