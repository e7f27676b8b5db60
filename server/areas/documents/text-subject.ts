/**
 * States one text of a study as the subject of commands and reads: its rights are what is done with a text, whichever it
 * is. A person who may not read it learns nothing of it.
 */
import { grantsIn, type Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findDocumentOfRoom, type DocumentRow } from '#areas/assessments';
import { findStudy } from '#areas/study';
import { textActsOf, type TextAct, type TextLocation } from './text-access.ts';

export interface LoadedText {
  readonly study: Study;
  readonly document: DocumentRow;
}

export const textSubject: Subject<
  Actor,
  [studySlug: string, text: TextLocation],
  LoadedText,
  TextAct,
  'document' | 'study'
> = {
  name: 'text',
  keyParts: 2,
  find: async (db, studySlug, location) => {
    const study = await findStudy(db, studySlug);
    const document = study && (await findDocumentOfRoom(db, { studySlug: study.slug, ...location }));
    return document && { study, document };
  },
  abilities: (actor, { study, document }) => textActsOf(grantsIn(actor, study.id), document),
  sees: 'read',
  studyOf: ({ study }) => study.id,
  locks: {
    document: ({ document }) => ({ kind: 'document', id: document.id }),
    study: ({ study }) => ({ kind: 'study', slug: study.slug })
  }
};
