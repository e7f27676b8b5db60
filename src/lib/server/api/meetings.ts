/** Tells of the minutes of the group, and of the next steps that it agreed. */
import { z } from 'zod';

import { meetingKinds, type Meeting } from '#rules/meetings/meeting.ts';
import { addressees, nextStepKinds, nextStepStates } from '#rules/meetings/next-step.ts';
import type { NextStepSummary } from '#areas/meetings';
import { statementLink } from './roadmap.ts';
import { bilingual, partialDate, shapes, time } from './shapes.ts';

const meeting = z
  .strictObject({
    id: z.string(),
    kind: z.enum(meetingKinds),
    title: bilingual,
    place: bilingual,
    from: partialDate,
    to: partialDate,
    agenda: bilingual,
    decisions: bilingual,
    attendance: z.record(z.string(), z.string()).describe('Names by id of the side'),
    cities: z.array(z.string()).describe('Ids of the cities visited'),
    advances: z.array(z.string()).describe('Ids of the next steps that it is to advance'),
    learned: bilingual
  })
  .register(shapes, { id: 'Meeting' });

export const meetingList = z.strictObject({ meetings: z.array(meeting) }).register(shapes, {
  id: 'MeetingList',
  description: 'Meetings, events outside and study visits, earliest first.'
});

const nextStep = z
  .strictObject({
    id: z.string(),
    kind: z.enum(nextStepKinds),
    scope: z
      .strictObject({ cities: z.array(z.string()), characteristics: z.array(z.string()) })
      .describe('For whom it holds; an empty list means all'),
    links: z.array(statementLink).describe('What it rests on'),
    unsupported: z.boolean().describe('True for a recommendation that rests on nothing'),
    meeting: z.string().nullable().describe('Id of the meeting at which it was agreed'),
    addressee: z.enum(addressees).describe('`eu` is the study’s first side, `cn` its second'),
    action: bilingual,
    owner: z.string().nullable().describe('Id of a body'),
    due: partialDate,
    state: z.enum(nextStepStates),
    report: bilingual,
    overdue: z.boolean(),
    history: z
      .array(z.strictObject({ at: time, state: z.enum(nextStepStates), meeting: z.string().nullable() }))
      .describe('Each report of its state, oldest first')
  })
  .register(shapes, { id: 'NextStep' });

export const nextStepList = z
  .strictObject({ nextSteps: z.array(nextStep) })
  .register(shapes, { id: 'NextStepList' });

export const meetingJson = ({
  id,
  kind,
  title,
  place,
  fromOn,
  toOn,
  agenda,
  decisions,
  attendance,
  cities,
  advances,
  learned
}: Meeting) => ({
  id,
  kind,
  title,
  place,
  from: fromOn,
  to: toOn,
  agenda,
  decisions,
  attendance,
  cities,
  advances,
  learned
});

export const nextStepJson = ({
  kind,
  scope,
  links,
  isUnsupported,
  id,
  meetingId,
  addressee,
  action,
  ownerBodyId,
  dueOn,
  state,
  report,
  isOverdue,
  history
}: NextStepSummary) => ({
  id,
  kind,
  scope: { cities: scope.cities, characteristics: scope.characteristics },
  links: links.map((link) => ({ kind: link.kind, id: link.id })),
  unsupported: isUnsupported,
  meeting: meetingId,
  addressee,
  action,
  owner: ownerBodyId,
  due: dueOn,
  state,
  report,
  overdue: isOverdue,
  history: history.map(({ at, state: reported, meetingId: reportedAt }) => ({
    at,
    state: reported,
    meeting: reportedAt
  }))
});
