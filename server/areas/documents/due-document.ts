/** States a text in which something falls due, for jobs of the schedule. */
import type { StudyId } from '#base/ids.ts';
import { rightsOf, type Due } from '#server/commands/due.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findDocument, type DocumentRow } from '#areas/assessments';

interface DueDocument {
  readonly document: DocumentRow;
}

/** Is a text of a study; those made for load tests are none. */
export const dueDocument: Subject<'schedule', [documentId: string], DueDocument, Due, 'document'> = {
  name: 'scheduled document',
  keyParts: 1,
  find: async (db, documentId) => {
    const document = await findDocument(db, documentId);
    return document && !document.isBench ? { document } : undefined;
  },
  abilities: rightsOf,
  sees: 'do-what-is-due',
  studyOf: ({ document }) => document.studyId as StudyId,
  locks: { document: ({ document }) => ({ kind: 'document', id: document.id }) }
};
