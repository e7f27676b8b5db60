/**
 * States the consultation of one city as the subject of commands and reads, with its latest round. One who may do
 * something at another time, or whose senior representative may, is told so.
 */
import { assessmentAbilitiesOf, grantsIn } from '#base/permissions.ts';
import { assessmentStates } from '#base/states.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findLatestConsultation, type ConsultationRow } from './store/consultations.ts';
import { assessmentSubject, type LoadedAssessment } from '#areas/assessments';

export interface LoadedConsultation extends LoadedAssessment {
  /** Null before the first. */
  readonly round: ConsultationRow | null;
}

type OfAssessment = typeof assessmentSubject;

export const consultationSubject: Subject<
  Parameters<OfAssessment['abilities']>[0],
  [studySlug: string, cityId: string],
  LoadedConsultation,
  OfAssessment['sees'],
  keyof OfAssessment['locks']
> = {
  ...assessmentSubject,
  name: 'consultation',
  find: async (db, studySlug, cityId) => {
    const loaded = await assessmentSubject.find(db, studySlug, cityId);
    return (
      loaded && { ...loaded, round: (await findLatestConsultation(db, loaded.study.id, cityId)) ?? null }
    );
  },
  sees: 'consultation.read',
  whyNot: (actor, { study, assessment, round }, needs) => {
    const grants = grantsIn(actor, study.id);
    const { cityId } = assessment;
    const mayIn = (state: (typeof assessmentStates)[number]): boolean => {
      const abilities: ReadonlySet<string> = assessmentAbilitiesOf(grants, { cityId, state });
      return needs.some((ability) => abilities.has(ability));
    };
    if (!assessmentStates.some(mayIn))
      return assessmentAbilitiesOf(grants, assessment).has('comments.staff')
        ? 'senior-required'
        : 'forbidden';
    return needs.includes('consultation.draft') || needs.includes('consultation.submit')
      ? whyNoLonger(round)
      : 'wrong-state';
  }
};

/** Returns why the city can no longer write after the end of its round. */
const whyNoLonger = (
  round: ConsultationRow | null
): 'already-submitted' | 'deadline-passed' | 'wrong-state' =>
  round?.outcome === 'submitted'
    ? 'already-submitted'
    : round?.outcome === 'no-comment'
      ? 'deadline-passed'
      : 'wrong-state';
