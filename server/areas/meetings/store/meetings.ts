/** Reads and writes meetings, events outside and study visits of a study. */
import { z } from 'zod';
import type { Insertable, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import { byTime, type Meeting, type MeetingMinutes } from '#rules/meetings/meeting.ts';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import type { MeetingTable } from './tables.ts';

// Values that an archive brought in another form are ignored, so that the page still opens.
const names = z.record(z.string(), z.string()).catch({});
const ids = z.array(z.string()).catch([]);

/** Earliest first. */
export async function listMeetings(db: Db, studyId: StudyId): Promise<Meeting[]> {
  const rows = await db.selectFrom('meeting').selectAll().where('studyId', '=', studyId).execute();
  return rows.map(meetingFrom).sort(byTime);
}

export async function findMeeting(db: Db, studyId: StudyId, id: string): Promise<Meeting | undefined> {
  const row = await db
    .selectFrom('meeting')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && meetingFrom(row);
}

export const insertMeeting = async (db: Db, row: Insertable<MeetingTable>): Promise<void> => {
  await db.insertInto('meeting').values(row).execute();
};

/** Returns false where it has been saved by another user in between. */
export async function updateMeeting(
  db: Db,
  studyId: StudyId,
  meeting: Pick<Meeting, 'id' | 'version'>,
  record: MeetingMinutes
): Promise<boolean> {
  const result = await db
    .updateTable('meeting')
    .set((eb) => ({ ...meetingColumns(record), version: eb('version', '+', 1) }))
    .where('studyId', '=', studyId)
    .where('id', '=', meeting.id)
    .where('version', '=', meeting.version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const meetingColumns = ({
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
}: MeetingMinutes) => ({
  kind,
  fromOn,
  toOn,
  titleEn: title.en,
  titleZh: title.zh,
  placeEn: place.en,
  placeZh: place.zh,
  agendaEn: agenda.en,
  agendaZh: agenda.zh,
  decisionsEn: decisions.en,
  decisionsZh: decisions.zh,
  learnedEn: learned.en,
  learnedZh: learned.zh,
  attendance: JSON.stringify(attendance),
  cities: JSON.stringify(cities),
  advances: JSON.stringify(advances)
});

const meetingFrom = (row: Selectable<MeetingTable>): Meeting => ({
  id: row.id,
  kind: row.kind,
  title: both(row.titleEn, row.titleZh),
  place: both(row.placeEn, row.placeZh),
  fromOn: row.fromOn,
  toOn: row.toOn,
  agenda: both(row.agendaEn, row.agendaZh),
  decisions: both(row.decisionsEn, row.decisionsZh),
  attendance: names.parse(JSON.parse(row.attendance)),
  cities: ids.parse(JSON.parse(row.cities)),
  advances: ids.parse(JSON.parse(row.advances)),
  learned: both(row.learnedEn, row.learnedZh),
  version: row.version
});
