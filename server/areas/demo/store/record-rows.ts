/**
 * Builds the demo study's meetings, events and next steps: those that the report dates and names, and its
 * plans for the time after.
 */
import type { Insertable } from 'kysely';
import { meetingColumns, nextStepColumns, type MeetingTable, type NextStepTable } from '#areas/meetings';
import { readSeed } from '#server/seeds/read.ts';

interface CommonColumns {
  readonly studyId: string;
  readonly userId: string;
  readonly at: string;
}

export const meetingRows = (commonColumns: CommonColumns): Insertable<MeetingTable>[] =>
  readSeed('record').meetings.map(({ id, from, to, ...record }) => ({
    ...commonColumns,
    id,
    ...meetingColumns({ ...record, fromOn: from, toOn: to, cities: [], learned: { en: '', zh: '' } }),
    version: 1
  }));

export const nextStepRows = (commonColumns: CommonColumns): Insertable<NextStepTable>[] =>
  readSeed('record').nextSteps.map(({ id, meeting, owner, due, ...record }) => ({
    ...commonColumns,
    id,
    ...nextStepColumns({
      ...record,
      kind: 'next-step',
      scope: { cities: [], characteristics: [] },
      links: [],
      meetingId: meeting,
      ownerBodyId: owner,
      dueOn: due
    }),
    version: 1
  }));
