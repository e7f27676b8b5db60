/** States the response of a city as the subject of commands: seen by those who read it, written in whole or in parts. */
import { holdsAny } from '#base/parts.ts';
import { assessmentAbilitiesOf, grantsIn, type Actor } from '#base/permissions.ts';
import { documentAccess } from '#base/document-rights.ts';
import type { Subject } from '#server/commands/subject.ts';
import {
  findDocumentOfRoom,
  type DocumentRow,
  assessmentSubject,
  type LoadedAssessment
} from '#areas/assessments';
import { findRoomOfDocument } from '#areas/documents';
import type { FoundRoom } from '#server/sync/handshake/room-facts.ts';
import { partsOf } from '#rules/documents/room-rights.ts';

export interface LoadedResponse extends LoadedAssessment {
  readonly document: DocumentRow;
  readonly room: FoundRoom;
}

export const responseSubject: Subject<
  Actor,
  [studySlug: string, cityId: string],
  LoadedResponse,
  'see' | 'write'
> = {
  name: 'response',
  keyParts: 2,
  find: async (db, studySlug, cityId) => {
    const loaded = await assessmentSubject.find(db, studySlug, cityId);
    const document =
      loaded &&
      (await findDocumentOfRoom(db, { studySlug: loaded.study.slug, kind: 'response', city: cityId }));
    const room = document && (await findRoomOfDocument(db, document.id, document.generation));
    return room && { ...loaded, document, room };
  },
  abilities: (actor, { study, assessment, room }) => {
    const grants = grantsIn(actor, study.id);
    const sees =
      assessmentAbilitiesOf(grants, assessment).has('assessment.see') &&
      documentAccess(grants, room.facts) !== 'none';
    const writes = holdsAny(partsOf(actor, room));
    return new Set([...(sees ? (['see'] as const) : []), ...(writes ? (['write'] as const) : [])]);
  },
  sees: 'see',
  studyOf: ({ study }) => study.id,
  locks: {}
};
