/** States a study as the subject of commands and reads: found by its slug, seen by those who hold a role in it. */
import { grantsIn, studyAbilitiesOf, type Actor, type Grant } from '#base/permissions.ts';
import type { Abilities, StudyAbility } from '#base/abilities.ts';
import type { Study } from '#rules/study/study.ts';
import type { Principal, Subject } from '#server/commands/subject.ts';
import { findStudy } from './store/studies.ts';

export interface LoadedStudy {
  readonly study: Study;
}

/** Returns the subject as others than people see it: those who take all of it with them, or follow its log. */
export const studyFor = <Who extends Principal>(
  name: string,
  abilities: (who: Who, loaded: LoadedStudy) => ReadonlySet<StudyAbility>
): Subject<Who, [studySlug: string], LoadedStudy, StudyAbility> => ({
  name,
  keyParts: 1,
  find: async (db, studySlug) => {
    const study = await findStudy(db, studySlug);
    return study && { study };
  },
  abilities,
  sees: 'study.see',
  studyOf: ({ study }) => study.id,
  locks: {}
});

export const studySubject: Subject<Actor, [studySlug: string], LoadedStudy, StudyAbility, 'study'> = {
  ...studyFor<Actor>('study', (actor, { study }) => studyAbilitiesOf(grantsIn(actor, study.id))),
  locks: { study: ({ study }) => ({ kind: 'study', slug: study.slug }) }
};

export interface AuthorizedStudy extends LoadedStudy {
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<StudyAbility>;
}

/** Returns a study with what a person may do in it, for what several commands and reads share. */
export const authorizedInStudy = ({
  subject: { study },
  grants,
  abilities
}: {
  readonly subject: LoadedStudy;
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<StudyAbility>;
}): AuthorizedStudy => ({ study, grants, abilities });
