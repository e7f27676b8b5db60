/** Closes a consultation when its deadline has passed, whoever else acts at that moment; what was not submitted until then is no comment. */
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
    // One city's trouble is no other's.
    for (const round of await listDueConsultations(db, tools.now().toISOString())) {
      await closeRound(tools, round).catch((error: unknown) => failed.push(error));
    }
    if (failed.length > 0) throw new AggregateError(failed, 'Consultations could not be closed');
  }
});

/**
 * Refused, without harm, where somebody was first: the city submitted, another node closed it, it was called off, or given more time. All of
 * them hold the assessment's row while they decide.
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
