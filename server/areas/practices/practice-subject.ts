/**
 * States the card of a good practice as the subject of what its city answers: seen by those who learn that the city is
 * asked. Who writes cards does not answer; of the city only its senior representative does.
 */
import { assessmentAbilitiesOf, grantsIn, studyAbilitiesOf, type Actor } from '#base/permissions.ts';
import type { AssessmentAbility, StudyAbility } from '#base/abilities.ts';
import type { PracticeRecord } from '#rules/practices/practice.ts';
import type { Study } from '#rules/study/study.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findAssessment, type Assessment } from '#areas/assessments';
import { findPractice } from './store/practices.ts';
import { findStudy } from '#areas/study';

interface LoadedPractice {
  readonly study: Study;
  readonly card: PracticeRecord;
  readonly assessment: Assessment;
}

export const askedPracticeSubject: Subject<
  Actor,
  [studySlug: string, practiceId: string],
  LoadedPractice,
  StudyAbility | AssessmentAbility,
  'study'
> = {
  name: 'practice of a city',
  keyParts: 2,
  find: async (db, studySlug, practiceId) => {
    const study = await findStudy(db, studySlug);
    const card = study && (await findPractice(db, study.id, practiceId));
    const assessment = card && (await findAssessment(db, study.id, card.cityId));
    return assessment && { study, card, assessment };
  },
  abilities: (actor, { study, assessment }) => {
    const grants = grantsIn(actor, study.id);
    return new Set<StudyAbility | AssessmentAbility>([
      ...studyAbilitiesOf(grants),
      ...assessmentAbilitiesOf(grants, assessment)
    ]);
  },
  sees: 'practices.asked',
  whyNot: (actor, { study }) =>
    studyAbilitiesOf(grantsIn(actor, study.id)).has('study.themes') ? 'forbidden' : 'senior-required',
  studyOf: ({ study }) => study.id,
  locks: { study: ({ study }) => ({ kind: 'study', slug: study.slug }) }
};
