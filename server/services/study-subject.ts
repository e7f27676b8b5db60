/** States a study as the subject of commands and reads: found by its slug, seen by those who hold a role in it. */
import { grantsIn, studyAbilitiesOf, type Actor, type StudyAbility } from '#domain/permissions.ts';
import type { Study } from '#domain/study.ts';
import type { Subject } from '../commands/subject.ts';
import { findStudy } from '../store/studies.ts';

export interface LoadedStudy {
  readonly study: Study;
}

export const studySubject: Subject<Actor, [studySlug: string], LoadedStudy, StudyAbility, 'study'> = {
  name: 'study',
  keyParts: 1,
  find: async (db, studySlug) => {
    const study = await findStudy(db, studySlug);
    return study && { study };
  },
  abilities: (actor, { study }) => studyAbilitiesOf(grantsIn(actor, study.id)),
  sees: 'study.see',
  studyOf: ({ study }) => study.id,
  locks: { study: ({ study }) => ({ kind: 'study', slug: study.slug }) }
};
