/** Next steps: agreed at a meeting or beside one, kept by whoever keeps the minutes, reported on at later dialogues. */
import type { Side } from '#domain/city.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Meeting } from '#domain/meeting.ts';
import {
  isOverdue,
  judgeNextStep,
  type NextStep,
  type NextStepFacts,
  type NextStepRecord
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
import { decide, type DeskTools } from '../desk.ts';
import { enterStudy, enterToDecide } from '../study-door.ts';

export interface NextStepLine extends NextStep {
  readonly isOverdue: boolean;
  /** Oldest first. */
  readonly history: readonly ReportedState[];
}

export interface NextStepList {
  readonly mayWrite: boolean;
  readonly sides: readonly [Side, Side];
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Earliest first. */
  readonly meetings: readonly Pick<Meeting, 'id' | 'kind' | 'title' | 'fromOn' | 'toOn'>[];
  readonly steps: readonly NextStepLine[];
}

export interface NextSteps {
  list(actor: Actor, slug: string): Promise<Result<NextStepList>>;
  add(actor: Actor, slug: string, record: NextStepRecord): Promise<Result<{ id: string }>>;
  /** `reportedAt` is the meeting at which the state was reported; null where it was none. */
  change(
    actor: Actor,
    slug: string,
    step: { readonly id: string; readonly version: number },
    record: NextStepRecord,
    reportedAt: string | null
  ): Promise<Result<null>>;
}

export function openNextSteps(tools: DeskTools): NextSteps {
  const { db } = tools.store;
  return {
    list: async (actor, slug) => {
      const entered = await enterStudy(db, actor, slug, 'study.meetings');
      if (!entered.ok) return entered;
      const { study, abilities } = entered.value;
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

    add: (actor, slug, record) =>
      decide(tools, async ({ trx, at, tell }) => {
        const entered = await enterToDecide(trx, actor, slug, 'study.minutes');
        if (!entered.ok) return entered;
        const { study, acting } = entered.value;
        const judged = judgeNextStep(record, await factsOf(trx, study.id));
        if (!judged.ok) return judged;
        const id = tools.newId();
        await insertNextStep(trx, {
          studyId: study.id,
          id,
          ...nextStepColumns(judged.value),
          userId: actor.userId,
          at,
          version: 1
        });
        const payload = {
          nextStepId: id,
          state: record.state,
          addressee: record.addressee,
          meetingId: record.meetingId
        };
        await tell(study.id, acting, { kind: 'next-step.added', needs: 'study.meetings', payload });
        return ok({ id });
      }),

    change: (actor, slug, step, record, reportedAt) =>
      decide(tools, async ({ trx, tell }) => {
        const entered = await enterToDecide(trx, actor, slug, 'study.minutes');
        if (!entered.ok) return entered;
        const { study, acting } = entered.value;
        const before = await findNextStep(trx, study.id, step.id);
        if (!before) return refuse('not-found');
        const facts = await factsOf(trx, study.id);
        const judged = judgeNextStep(record, facts);
        if (!judged.ok) return judged;
        if (reportedAt !== null && !facts.meetings.some(({ id }) => id === reportedAt))
          return refuse('invalid', { field: 'reportedAt' });
        if (!(await updateNextStep(trx, study.id, step, judged.value))) return refuse('stale');
        const payload = { nextStepId: step.id, from: before.state, state: record.state, reportedAt };
        await tell(study.id, acting, { kind: 'next-step.changed', needs: 'study.meetings', payload });
        return ok(null);
      })
  };
}

const factsOf = async (db: Db, studyId: StudyId): Promise<NextStepFacts> => ({
  meetings: await listMeetings(db, studyId),
  bodies: await listBodyNames(db, studyId)
});
