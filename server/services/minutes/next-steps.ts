/**
 * Manages next steps: agreed at a meeting or outside one, edited by those who keep the minutes, reported on
 * at later dialogues.
 */
import type { Side } from '#domain/city.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Meeting } from '#domain/meeting.ts';
import {
  isOverdue,
  validateNextStep,
  type NextStep,
  type NextStepFacts,
  type NextStepInput
} from '#domain/next-step.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { StudyId } from '#domain/ids.ts';
import { listMeetings } from '../../store/meetings.ts';
import {
  findNextStep,
  insertNextStep,
  listNextSteps,
  listReportedStates,
  nextStepColumns,
  updateNextStep,
  type ReportedState
} from '../../store/next-steps.ts';
import type { Db } from '../../store/open.ts';
import { listBodyNames } from '../../store/plan.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';

export interface NextStepSummary extends NextStep {
  readonly isOverdue: boolean;
  /** Lists the reported states, oldest first. */
  readonly history: readonly ReportedState[];
}

export interface NextStepList {
  readonly mayWrite: boolean;
  readonly sides: readonly [Side, Side];
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Lists the meetings, earliest first. */
  readonly meetings: readonly Pick<Meeting, 'id' | 'kind' | 'title' | 'fromOn' | 'toOn'>[];
  readonly steps: readonly NextStepSummary[];
}

export interface NextSteps {
  list(actor: Actor, studySlug: string): Promise<Result<NextStepList>>;
  add(actor: Actor, studySlug: string, input: NextStepInput): Promise<Result<{ id: string }>>;
  /**
   * Changes a next step. `reportedAt` is the meeting at which the state was reported; null where it was none.
   */
  change(
    actor: Actor,
    studySlug: string,
    step: { readonly id: string; readonly version: number },
    input: NextStepInput,
    reportedAt: string | null
  ): Promise<Result<null>>;
}

export function openNextSteps(tools: CommandDeps): NextSteps {
  const { db } = tools.store;
  return {
    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.meetings');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const today = tools.now().toISOString().slice(0, 10);
      const reported = await listReportedStates(db, study.id);
      return ok({
        mayWrite: abilities.has('study.minutes'),
        sides: study.sides,
        bodies: await listBodyNames(db, study.id),
        meetings: (await listMeetings(db, study.id)).map(({ id, kind, title, fromOn, toOn }) => ({
          id,
          kind,
          title,
          fromOn,
          toOn
        })),
        steps: (await listNextSteps(db, study.id)).map((step) => ({
          ...step,
          isOverdue: isOverdue(step, today),
          history: reported.filter((report) => report.nextStepId === step.id)
        }))
      });
    },

    add: (actor, studySlug, input) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.minutes');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const checked = validateNextStep(input, await factsOf(trx, study.id));
        if (!checked.ok) return checked;
        const id = tools.newId();
        await insertNextStep(trx, {
          studyId: study.id,
          id,
          ...nextStepColumns(checked.value),
          userId: actor.userId,
          at,
          version: 1
        });
        const payload = {
          nextStepId: id,
          state: input.state,
          addressee: input.addressee,
          meetingId: input.meetingId
        };
        await appendEvent(study.id, acting, { kind: 'next-step.added', needs: 'study.meetings', payload });
        return ok({ id });
      }),

    change: (actor, studySlug, step, input, reportedAt) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.minutes');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const before = await findNextStep(trx, study.id, step.id);
        if (!before) return refuse('not-found');
        const facts = await factsOf(trx, study.id);
        const checked = validateNextStep(input, facts);
        if (!checked.ok) return checked;
        if (reportedAt !== null && !facts.meetings.some(({ id }) => id === reportedAt))
          return refuse('invalid', { field: 'reportedAt' });
        if (!(await updateNextStep(trx, study.id, step, checked.value))) return refuse('stale');
        const payload = { nextStepId: step.id, from: before.state, state: input.state, reportedAt };
        await appendEvent(study.id, acting, { kind: 'next-step.changed', needs: 'study.meetings', payload });
        return ok(null);
      })
  };
}

const factsOf = async (db: Db, studyId: StudyId): Promise<NextStepFacts> => ({
  meetings: await listMeetings(db, studyId),
  bodies: await listBodyNames(db, studyId)
});
