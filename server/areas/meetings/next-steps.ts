/**
 * Manages next steps: agreed at a meeting or outside one, edited by those who keep the minutes, reported on
 * at later dialogues.
 */
import type { Side, Study } from '#rules/study/study.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Meeting } from '#rules/meetings/meeting.ts';
import {
  isOverdue,
  isUnsupported,
  validateNextStep,
  type NextStep,
  type NextStepFacts,
  type NextStepInput
} from '#rules/meetings/next-step.ts';
import type { Grant } from '#base/permissions.ts';
import type { StudyId } from '#base/ids.ts';
import type { LinkFacts, LinkName } from '#rules/meetings/statement-link.ts';
import { listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import { listMeetings } from './store/meetings.ts';
import {
  findNextStep,
  insertNextStep,
  listNextSteps,
  listReportedStates,
  nextStepColumns,
  updateNextStep,
  type ReportedState
} from './store/next-steps.ts';
import type { Db } from '#server/store/open.ts';
import { listBodyNames, studySubject } from '#areas/study';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listLinkable, type LinkingTools, type LinkRights } from './linkable.ts';

export interface NextStepSummary extends NextStep {
  readonly isOverdue: boolean;
  /** Says that it is a recommendation which rests on nothing. */
  readonly isUnsupported: boolean;
  /** In the order of `links`; null where the study has it no more. */
  readonly linkNames: readonly LinkName[];
  /** Oldest first. */
  readonly history: readonly ReportedState[];
}

/** Says how far the approval of the recommendations is, and whether what was put before the chairs is still so. */
export interface RecommendationsApproval {
  readonly state: string;
  readonly isCurrent: boolean;
}

export interface NextStepList {
  readonly mayWrite: boolean;
  readonly sides: readonly [Side, Side];
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Earliest first. */
  readonly meetings: readonly Pick<Meeting, 'id' | 'kind' | 'title' | 'fromOn' | 'toOn'>[];
  readonly steps: readonly NextStepSummary[];
  readonly cities: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly linkable: LinkFacts;
  /** Null where there is none to approve. */
  readonly approval: RecommendationsApproval | null;
}

export interface NextStepTools extends CommandDeps, LinkingTools {
  /** Returns null where there is nothing to approve, and for a person who may not know. */
  readonly approvalOfRecommendations: (
    db: Db,
    study: Study,
    grants: readonly Grant[]
  ) => Promise<RecommendationsApproval | null>;
}

const command = commandsOf<NextStepTools>();
const read = readsOf<NextStepTools>();

const add = command(
  { name: 'next-steps.add', subject: studySubject, needs: 'study.minutes' },
  async ({ trx, at, deps, subject: { study }, actor, append }, input: NextStepInput) => {
    const step = take(validateNextStep(input, await factsOf(deps, trx, study.id)));
    const id = deps.newId();
    await insertNextStep(trx, {
      studyId: study.id,
      id,
      ...nextStepColumns(step),
      userId: actor.userId,
      at,
      version: 1
    });
    const { state, addressee, meetingId } = input;
    const payload = { nextStepId: id, state, addressee, meetingId };
    append({ kind: 'next-step.added', needs: 'study.meetings', payload });
    return { id };
  }
);

/** `reportedAt` is the meeting at which the state was reported; null where it was none. */
const change = command(
  { name: 'next-steps.change', subject: studySubject, needs: 'study.minutes' },
  async (
    { trx, deps, subject: { study }, append },
    step: { readonly id: string; readonly version: number },
    input: NextStepInput,
    reportedAt: string | null
  ) => {
    const before = await findNextStep(trx, study.id, step.id);
    if (!before) throw refused('not-found');
    const facts = await factsOf(deps, trx, study.id);
    const changed = take(validateNextStep(input, facts, before.links));
    if (reportedAt !== null && !facts.meetings.some(({ id }) => id === reportedAt))
      throw refused('invalid', { field: 'reportedAt' });
    if (!(await updateNextStep(trx, study.id, step, changed))) throw refused('stale');
    const payload = { nextStepId: step.id, from: before.state, state: input.state, reportedAt };
    append({ kind: 'next-step.changed', needs: 'study.meetings', payload });
    return null;
  }
);

const list = read(
  { name: 'next-steps.list', subject: studySubject, needs: 'study.meetings' },
  async ({ db, deps, subject: { study }, grants, abilities }): Promise<NextStepList> => {
    const today = deps.now().toISOString().slice(0, 10);
    const reported = await listReportedStates(db, study.id);
    const { cities, characteristics } = await factsOf(deps, db, study.id);
    const linkable = await listLinkable(deps, db, study.id, {
      seesDrafts: abilities.has('study.themes'),
      seesSteps: abilities.has('study.roadmap')
    });
    const mayWrite = abilities.has('study.minutes');
    return {
      mayWrite,
      sides: study.sides,
      bodies: await listBodyNames(db, study.id),
      meetings: (await listMeetings(db, study.id)).map(({ id, kind, title, fromOn, toOn }) => ({
        id,
        kind,
        title,
        fromOn,
        toOn
      })),
      steps: (await listNextSteps(db, study.id)).map((step) => {
        const linkNames = step.links.map(linkable.nameOf);
        // A recommendation does not rest on what is gone.
        const links = step.links.filter((_, index) => linkNames[index] !== null);
        return {
          ...step,
          isOverdue: isOverdue(step, today),
          isUnsupported: isUnsupported({ ...step, links }),
          linkNames,
          history: reported.filter((report) => report.nextStepId === step.id)
        };
      }),
      cities,
      characteristics,
      linkable: mayWrite ? linkable.facts : {},
      approval: await deps.approvalOfRecommendations(db, study, grants)
    };
  }
);

export type NextSteps = ReturnType<typeof createNextSteps>;

export const createNextSteps = (deps: NextStepTools) => bind(deps, { list, add, change });

interface Facts extends NextStepFacts {
  readonly cities: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
}

/** Everybody who keeps the minutes reads drafts, and the steps as they are now. */
const everything: LinkRights = { seesDrafts: true, seesSteps: true };

const factsOf = async (tools: LinkingTools, db: Db, studyId: StudyId): Promise<Facts> => ({
  meetings: await listMeetings(db, studyId),
  bodies: await listBodyNames(db, studyId),
  cities: (await listCities(db, studyId)).map(({ id, shortName }) => ({ id, name: shortName })),
  characteristics: ((await findFramework(db, studyId))?.characteristics ?? []).map(({ id, name }) => ({
    id,
    name
  })),
  linkable: (await listLinkable(tools, db, studyId, everything)).facts
});
