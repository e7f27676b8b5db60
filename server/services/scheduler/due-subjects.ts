/** States what the schedule acts on by itself: a study, a text or a comment where something falls due. */
import type { StudyId } from '#domain/ids.ts';
import type { Principal, Subject } from '../../commands/subject.ts';
import { findDocument, type DocumentRow } from '../../store/documents.ts';
import { findStudyById } from '../../store/studies.ts';
import { findComment, findThread, type CommentRow, type ThreadRow } from '../../store/threads.ts';

/** Names the one right of the schedule. */
export type Due = 'do-what-is-due';

export const rightsOf = (who: Principal): ReadonlySet<Due> =>
  new Set<Due>(who === 'schedule' ? ['do-what-is-due'] : []);

export const dueInStudy: Subject<'schedule', [studyId: string], { readonly studyId: StudyId }, Due> = {
  name: 'scheduled study',
  keyParts: 1,
  find: async (db, studyId) => {
    const study = await findStudyById(db, studyId);
    return study && { studyId: study.id };
  },
  abilities: rightsOf,
  sees: 'do-what-is-due',
  studyOf: ({ studyId }) => studyId,
  locks: {}
};

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

interface DueComment extends DueDocument {
  readonly thread: ThreadRow;
  readonly comment: CommentRow;
}

export const dueComment: Subject<'schedule', [commentId: string], DueComment, Due, 'thread'> = {
  name: 'scheduled comment',
  keyParts: 1,
  find: async (db, commentId) => {
    const comment = await findComment(db, commentId);
    const thread = comment && (await findThread(db, comment.threadId));
    const document = thread && (await findDocument(db, thread.documentId));
    return document && { document, thread, comment };
  },
  abilities: rightsOf,
  sees: 'do-what-is-due',
  studyOf: ({ document }) => document.studyId as StudyId,
  locks: { thread: ({ thread }) => ({ kind: 'thread', id: thread.id }) }
};
