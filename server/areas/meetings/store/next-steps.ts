/** Reads and writes the next steps of a study, and reads from the event log how each came to its state. */
import { parseEvent } from '#lib/events/kinds.ts';
import type { Insertable, Selectable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import type { NextStep, NextStepInput, NextStepState } from '#rules/meetings/next-step.ts';
import { both, bothOrNull } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';
import { idsFrom, linksFrom } from '#server/store/json-lists.ts';
import type { NextStepTable } from './tables.ts';

/** In the order in which they were added. */
export async function listNextSteps(db: Db, studyId: StudyId): Promise<NextStep[]> {
  const rows = await db
    .selectFrom('nextStep')
    .selectAll()
    .where('studyId', '=', studyId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(nextStepFrom);
}

export async function findNextStep(db: Db, studyId: StudyId, id: string): Promise<NextStep | undefined> {
  const row = await db
    .selectFrom('nextStep')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && nextStepFrom(row);
}

export const insertNextStep = async (db: Db, row: Insertable<NextStepTable>): Promise<void> => {
  await db.insertInto('nextStep').values(row).execute();
};

/** Returns false where it has been saved by another user in between. */
export async function updateNextStep(
  db: Db,
  studyId: StudyId,
  step: Pick<NextStep, 'id' | 'version'>,
  record: NextStepInput
): Promise<boolean> {
  const result = await db
    .updateTable('nextStep')
    .set((eb) => ({ ...nextStepColumns(record), version: eb('version', '+', 1) }))
    .where('studyId', '=', studyId)
    .where('id', '=', step.id)
    .where('version', '=', step.version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export const nextStepColumns = ({
  meetingId,
  addressee,
  action,
  ownerBodyId,
  dueOn,
  state,
  report,
  kind,
  scope,
  links
}: NextStepInput) => ({
  kind,
  scopeCities: JSON.stringify(scope.cities),
  scopeCharacteristics: JSON.stringify(scope.characteristics),
  links: JSON.stringify(links),
  meetingId,
  addressee,
  ownerBodyId,
  dueOn,
  state,
  actionEn: action.en,
  actionZh: action.zh,
  reportEn: report.en,
  reportZh: report.zh
});

export interface ReportedState {
  readonly nextStepId: string;
  readonly at: string;
  readonly by: Bilingual | null;
  readonly state: NextStepState;
  readonly meetingId: string | null;
}

/**
 * Oldest first: the state in which each step was added, and every report since that changed it or was given
 * at a meeting.
 */
export async function listReportedStates(db: Db, studyId: StudyId): Promise<ReportedState[]> {
  const rows = await db
    .selectFrom('event')
    .leftJoin('user', 'user.id', 'event.actorId')
    .select(['event.at', 'event.kind', 'event.payload', 'user.nameEn', 'user.nameZh'])
    .where('event.studyId', '=', studyId)
    .where('event.kind', 'in', ['next-step.added', 'next-step.changed'])
    .orderBy('event.seq')
    .execute();
  const last = new Map<string, NextStepState>();
  return rows.flatMap((row) => {
    const fact = parseEvent(row);
    if (!fact.isKnown || (fact.kind !== 'next-step.added' && fact.kind !== 'next-step.changed')) return [];
    const { nextStepId, state } = fact.payload;
    const reportedAt = fact.kind === 'next-step.added' ? null : fact.payload.reportedAt;
    const isNews = last.get(nextStepId) !== state || reportedAt !== null;
    last.set(nextStepId, state);
    return isNews
      ? [{ nextStepId, at: row.at, by: bothOrNull(row.nameEn, row.nameZh), state, meetingId: reportedAt }]
      : [];
  });
}

const nextStepFrom = (row: Selectable<NextStepTable>): NextStep => ({
  id: row.id,
  meetingId: row.meetingId,
  addressee: row.addressee,
  action: both(row.actionEn, row.actionZh),
  ownerBodyId: row.ownerBodyId,
  dueOn: row.dueOn,
  state: row.state,
  report: both(row.reportEn, row.reportZh),
  kind: row.kind,
  scope: { cities: idsFrom(row.scopeCities), characteristics: idsFrom(row.scopeCharacteristics) },
  links: linksFrom(row.links),
  version: row.version
});
