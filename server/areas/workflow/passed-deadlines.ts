/**
 * Closes a consultation when its deadline has passed, also when others act at the same moment; drafts that
 * were not submitted by then do not become comments.
 */
import type { StudyId } from '#base/ids.ts';
import { commandsOf } from '#server/commands/command.ts';
import { take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Principal, Subject } from '#server/commands/subject.ts';
import { findAssessment, locksOfTexts, type LoadedAssessment } from '#areas/assessments';
import { listDueConsultations } from '#areas/consultation';
import { findStudyById } from '#areas/study';
import type { ScheduledJob } from '#server/schedule/scheduled-job.ts';
import { takeAssessmentStep } from './assessment-step.ts';
import { prepareStep, type StepTools } from './step-preparation.ts';

const input = {
  step: 'close-consultation',
  version: null,
  reason: { en: '', zh: '' },
  deadline: null
} as const;

/** States an assessment as the schedule finds it, which does what is due. */
const dueSubject: Subject<
  'schedule',
  [studyId: StudyId, cityId: string],
  LoadedAssessment,
  'do-what-is-due'
> = {
  name: 'scheduled assessment',
  keyParts: 2,
  find: async (db, studyId, cityId) => {
    const study = await findStudyById(db, studyId);
    const assessment = study && (await findAssessment(db, study.id, cityId));
    return assessment && { study, assessment };
  },
  abilities: (who: Principal) => new Set(who === 'schedule' ? (['do-what-is-due'] as const) : []),
  sees: 'do-what-is-due',
  studyOf: ({ study }) => study.id,
  locks: {}
};

type DeadlineTools = CommandDeps & StepTools;

/**
 * It is refused, without harm, where another command came first: the city submitted, another node closed it,
 * it was called off, or given more time. All of them lock the assessment's row.
 */
const closeRound = commandsOf<DeadlineTools>()(
  {
    name: 'workflow.close-round',
    subject: dueSubject,
    needs: 'do-what-is-due',
    locks: (about) => locksOfTexts(about),
    prepare: ({ deps, isLast, subject: { study, assessment } }) =>
      prepareStep(deps, study, assessment, input.step, undefined, isLast)
  },
  async (decision) => {
    const {
      deps,
      prepared,
      subject: { study, assessment }
    } = decision;
    const where = { study, cityId: assessment.cityId, acting: null };
    take(await takeAssessmentStep(deps, decision, where, input, prepared));
    return null;
  }
);

export const passedDeadlines = (tools: DeadlineTools): ScheduledJob => {
  const close = closeRound.bindTo(tools);
  return {
    name: 'passed deadlines',
    command: close,
    run: async () => {
      const failed: unknown[] = [];
      // A failure for one city must not stop the others.
      for (const { studyId, cityId } of await listDueConsultations(
        tools.store.db,
        tools.now().toISOString()
      )) {
        await close('schedule', studyId as StudyId, cityId).catch((error: unknown) => failed.push(error));
      }
      if (failed.length > 0) throw new AggregateError(failed, 'Consultations could not be closed');
    }
  };
};
