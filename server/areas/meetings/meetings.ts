/**
 * Manages the group's meetings, events outside and study visits: secretariat, chairs, experts and observers
 * read the minutes; the first three edit them.
 */
import type { City } from '#rules/cities/city.ts';
import type { Side, Study } from '#rules/study/study.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  isAhead,
  validateMeeting,
  type Meeting,
  type MeetingFacts,
  type MeetingMinutes
} from '#rules/meetings/meeting.ts';
import type { NextStep } from '#rules/meetings/next-step.ts';
import { listCities } from '#areas/cities';
import { findMeeting, insertMeeting, listMeetings, meetingColumns, updateMeeting } from './store/meetings.ts';
import { listNextSteps } from './store/next-steps.ts';
import type { Db } from '#server/store/open.ts';
import { listBodyNames, studySubject } from '#areas/study';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';

export interface MeetingChoices {
  readonly sides: readonly [Side, Side];
  readonly cities: readonly Pick<City, 'id' | 'shortName'>[];
  readonly bodies: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly nextSteps: readonly NextStep[];
}

export interface MeetingList extends MeetingChoices {
  readonly mayWrite: boolean;
  /** Soonest first. */
  readonly ahead: readonly Meeting[];
  /** Latest first. */
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

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

const add = command(
  { name: 'meetings.add', subject: studySubject, needs: 'study.minutes' },
  async ({ trx, at, deps, subject: { study }, actor, append }, minutes: MeetingMinutes) => {
    const meeting = take(validateMeeting(minutes, await factsOf(trx, study)));
    const id = deps.newId();
    await insertMeeting(trx, {
      studyId: study.id,
      id,
      ...meetingColumns(meeting),
      userId: actor.userId,
      at,
      version: 1
    });
    const payload = { meetingId: id, kind: minutes.kind };
    append({ kind: 'meeting.recorded', needs: 'study.meetings', payload });
    return { id };
  }
);

const change = command(
  { name: 'meetings.change', subject: studySubject, needs: 'study.minutes' },
  async (
    { trx, subject: { study }, append },
    meeting: { readonly id: string; readonly version: number },
    minutes: MeetingMinutes
  ) => {
    if (!(await findMeeting(trx, study.id, meeting.id))) throw refused('not-found');
    const changed = take(validateMeeting(minutes, await factsOf(trx, study)));
    if (!(await updateMeeting(trx, study.id, meeting, changed))) throw refused('stale');
    const payload = { meetingId: meeting.id, kind: minutes.kind };
    append({ kind: 'meeting.changed', needs: 'study.meetings', payload });
    return null;
  }
);

const list = read(
  { name: 'meetings.list', subject: studySubject, needs: 'study.meetings' },
  async ({ db, deps, subject: { study }, abilities }): Promise<MeetingList> => {
    const today = deps.now().toISOString().slice(0, 10);
    const meetings = await listMeetings(db, study.id);
    return {
      ...(await choicesIn(db, study)),
      mayWrite: abilities.has('study.minutes'),
      ahead: meetings.filter((meeting) => isAhead(meeting, today)),
      past: meetings.filter((meeting) => !isAhead(meeting, today)).reverse()
    };
  }
);

const load = read(
  { name: 'meetings.load', subject: studySubject, needs: 'study.meetings' },
  async ({ db, subject: { study }, abilities }, id: string): Promise<MeetingView> => {
    const meeting = await findMeeting(db, study.id, id);
    if (!meeting) throw refused('not-found');
    const choices = await choicesIn(db, study);
    return {
      ...choices,
      mayWrite: abilities.has('study.minutes'),
      meeting,
      agreed: choices.nextSteps.filter((step) => step.meetingId === id),
      advanced: choices.nextSteps.filter((step) => meeting.advances.includes(step.id))
    };
  }
);

export type Meetings = ReturnType<typeof createMeetings>;

export const createMeetings = (deps: CommandDeps) => bind(deps, { list, load, add, change });

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
