/**
 * States the people of a study as the subject of commands: kept by its secretariat, and by the operator, who appoints
 * where nobody else can.
 */
import { operatorAbilities } from '#base/permissions.ts';
import type { StudyAbility } from '#base/abilities.ts';
import type { Subject } from '#server/commands/subject.ts';
import type { AccountAdmin } from './installation-subject.ts';
import { studySubject, type LoadedStudy } from '#areas/study';

export const peopleSubject: Subject<AccountAdmin, [studySlug: string], LoadedStudy, StudyAbility, 'study'> = {
  name: 'people',
  keyParts: 1,
  find: studySubject.find,
  abilities: (who, loaded) => (who === 'operator' ? operatorAbilities : studySubject.abilities(who, loaded)),
  sees: studySubject.sees,
  studyOf: studySubject.studyOf,
  locks: studySubject.locks
};
