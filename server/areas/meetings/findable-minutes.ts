import type { StudyId } from '#base/ids.ts';
import type { Findable } from '#lib/areas/search/entries.ts';
import { dated, ofStudy, together } from '#lib/areas/search/findable.ts';
import { listMeetings } from './store/meetings.ts';
import { listNextSteps } from './store/next-steps.ts';
import type { Db } from '#server/store/open.ts';

export async function findableMinutes(db: Db, studyId: StudyId): Promise<Findable[]> {
  return [...(await findableMeetings(db, studyId)), ...(await findableSteps(db, studyId))];
}

async function findableMeetings(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listMeetings(db, studyId)).map(({ id, title, place, agenda, decisions, learned, fromOn }) =>
    dated(
      {
        ...ofStudy(studyId, 'meeting', id, 'meetings'),
        title,
        text: together([place, agenda, decisions, learned])
      },
      fromOn
    )
  );
}

async function findableSteps(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listNextSteps(db, studyId)).map(({ id, action, report, dueOn }) =>
    dated({ ...ofStudy(studyId, 'next-step', id, 'meetings'), title: action, text: report }, dueOn)
  );
}
