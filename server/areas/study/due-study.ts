/** States a study in which something falls due, for jobs of the schedule. */
import type { StudyId } from '#base/ids.ts';
import { rightsOf, type Due } from '#server/commands/due.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findStudyById } from './store/studies.ts';

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
