/**
 * Manages the group's meetings, events outside and study visits: secretariat, chairs, experts and observers
 * read the minutes; the first three edit them.
 */
import type { City, Side } from '#domain/city.ts';
import type { Bilingual } from '#domain/locale.ts';
import {
  isAhead,
  validateMeeting,
  type Meeting,
  type MeetingFacts,
  type MeetingMinutes
} from '#domain/meeting.ts';
import type { NextStep } from '#domain/next-step.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { listCities } from '../../store/cities.ts';
import {
  findMeeting,
  insertMeeting,
  listMeetings,
  meetingColumns,
  updateMeeting
} from '../../store/meetings.ts';
import { listNextSteps } from '../../store/next-steps.ts';
import type { Db } from '../../store/open.ts';
import { listBodyNames } from '../../store/plan.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';

/** Holds what the forms of a meeting and its next steps offer to choose from. */
export interface MeetingChoices {
  readonly sides: readonly [Side, Side];
  readonly cities: readonly Pick<City, 'id' | 'shortName'>[];
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly nextSteps: readonly NextStep[];
}

export interface MeetingList extends MeetingChoices {
  readonly mayWrite: boolean;
  /** Lists the coming meetings, soonest first. */
  readonly ahead: readonly Meeting[];
  /** Lists the past meetings, latest first. */
  readonly past: readonly Meeting[];
}

export interface MeetingView extends MeetingChoices {
  readonly mayWrite: boolean;
  readonly meeting: Meeting;
  /** Lists next steps that were agreed here. */
  readonly agreed: readonly NextStep[];
  /** Lists next steps that it is to advance. */
  readonly advanced: readonly NextStep[];
}

export interface Meetings {
  list(actor: Actor, studySlug: string): Promise<Result<MeetingList>>;
  load(actor: Actor, studySlug: string, id: string): Promise<Result<MeetingView>>;
  add(actor: Actor, studySlug: string, minutes: MeetingMinutes): Promise<Result<{ id: string }>>;
  change(
    actor: Actor,
    studySlug: string,
    meeting: { readonly id: string; readonly version: number },
    minutes: MeetingMinutes
  ): Promise<Result<null>>;
}

export function openMeetings(tools: CommandDeps): Meetings {
  const { db } = tools.store;
  return {
    list: async (actor, studySlug) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.meetings');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const today = tools.now().toISOString().slice(0, 10);
      const meetings = await listMeetings(db, study.id);
      return ok({
        ...(await choicesIn(db, study)),
        mayWrite: abilities.has('study.minutes'),
        ahead: meetings.filter((meeting) => isAhead(meeting, today)),
        past: meetings.filter((meeting) => !isAhead(meeting, today)).reverse()
      });
    },

    load: async (actor, studySlug, id) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.meetings');
      if (!authorized.ok) return authorized;
      const { study, abilities } = authorized.value;
      const meeting = await findMeeting(db, study.id, id);
      if (!meeting) return refuse('not-found');
      const choices = await choicesIn(db, study);
      return ok({
        ...choices,
        mayWrite: abilities.has('study.minutes'),
        meeting,
        agreed: choices.nextSteps.filter((step) => step.meetingId === id),
        advanced: choices.nextSteps.filter((step) => meeting.advances.includes(step.id))
      });
    },

    add: (actor, studySlug, minutes) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.minutes');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const checked = validateMeeting(minutes, await factsOf(trx, study));
        if (!checked.ok) return checked;
        const id = tools.newId();
        await insertMeeting(trx, {
          studyId: study.id,
          id,
          ...meetingColumns(checked.value),
          userId: actor.userId,
          at,
          version: 1
        });
        await appendEvent(study.id, acting, {
          kind: 'meeting.recorded',
          needs: 'study.meetings',
          payload: { meetingId: id, kind: minutes.kind }
        });
        return ok({ id });
      }),

    change: (actor, studySlug, meeting, minutes) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.minutes');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (!(await findMeeting(trx, study.id, meeting.id))) return refuse('not-found');
        const checked = validateMeeting(minutes, await factsOf(trx, study));
        if (!checked.ok) return checked;
        if (!(await updateMeeting(trx, study.id, meeting, checked.value))) return refuse('stale');
        await appendEvent(study.id, acting, {
          kind: 'meeting.changed',
          needs: 'study.meetings',
          payload: { meetingId: meeting.id, kind: minutes.kind }
        });
        return ok(null);
      })
  };
}

const choicesIn = async (db: Db, study: Study): Promise<MeetingChoices> => ({
  sides: study.sides,
  cities: (await listCities(db, study.id)).map(({ id, shortName }) => ({ id, shortName })),
  bodies: await listBodyNames(db, study.id),
  nextSteps: await listNextSteps(db, study.id)
});

const factsOf = async (db: Db, study: Study): Promise<MeetingFacts> => ({
  sides: study.sides,
  cities: await listCities(db, study.id),
  nextSteps: await listNextSteps(db, study.id)
});
