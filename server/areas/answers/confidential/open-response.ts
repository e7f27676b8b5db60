/** Finds the open response of a city and what of it is confidential, for the commands that move answers. */
import { emptyDocument } from '#document/empty.ts';
import type { StudyId } from '#base/ids.ts';
import { assessmentAbilitiesOf, grantsIn } from '#base/permissions.ts';
import {
  insertEmptyDocument,
  type DocumentRow,
  findConfidentialDocument,
  assessmentSeenWith,
  type LoadedAssessment,
  loadTexts
} from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandContext, CommandDeps } from '#server/commands/run-command.ts';
import { findRoomOfDocument } from '#areas/documents';
import type { FoundRoom } from '#server/sync/handshake/room-facts.ts';

/** One who reads its confidential answers learns that they are not open now. */
export const responseSubject = assessmentSeenWith('response.read', (actor, { study, assessment }) =>
  assessmentAbilitiesOf(grantsIn(actor, study.id), assessment).has('confidential.read')
    ? 'wrong-state'
    : 'forbidden'
);

export interface OpenResponse {
  readonly response: DocumentRow;
  readonly room: FoundRoom;
}

/** Only while it is open; such commands never run at the same time as a step. */
export async function openResponse(db: Db, { study, assessment }: LoadedAssessment): Promise<OpenResponse> {
  const { response } = await loadTexts(db, study, assessment.cityId);
  const room = await findRoomOfDocument(db, response.id, response.generation);
  if (!room || room.ended) throw refused('wrong-state');
  return { response, room };
}

/** Finds the confidential document of a city, or creates it empty, next to the response as it is now. */
export async function foundConfidential(
  { newId }: Pick<CommandDeps, 'newId'>,
  { trx, at }: Pick<CommandContext, 'trx' | 'at'>,
  { studyId, studySlug, cityId, generation }: DocumentRow
): Promise<DocumentRow> {
  const city = cityId ?? '';
  const known = await findConfidentialDocument(trx, studySlug, city);
  if (known) return known;
  await insertEmptyDocument(trx, {
    id: newId(),
    studyId: studyId as StudyId,
    cityId: city,
    kind: 'confidential',
    position: 2,
    bytes: emptyDocument,
    generation,
    at
  });
  const made = await findConfidentialDocument(trx, studySlug, city);
  if (!made) throw new Error('A document that was just created is gone');
  return made;
}
