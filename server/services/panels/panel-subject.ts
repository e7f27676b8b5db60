/**
 * States the scoring panels of a city, and one of them, as subjects: a person who may not see that a city has panels is
 * told that it has none.
 */
import type { Actor, AssessmentAbility, StudyAbility } from '#domain/permissions.ts';
import type { Rubric } from '#domain/rubric.ts';
import type { Subject } from '../../commands/subject.ts';
import { findRubric } from '../../store/frameworks.ts';
import { findPanel, listRounds, type PanelRow } from '../../store/panels.ts';
import {
  assessmentSeenWith,
  assessmentSubject,
  whyNotNow,
  type LoadedAssessment
} from '../workflow/assessment-subject.ts';
import { hashOfRubric } from './rubric-hash.ts';

export const panelsSubject = assessmentSeenWith('panel.see');

export interface PanelKey {
  readonly cityId: string;
  readonly characteristic: string;
}

export interface LoadedPanel extends LoadedAssessment {
  readonly panel: PanelRow;
  readonly rubric: Rubric;
  readonly rubricHash: string;
  /** Says that the rubric has been changed since the present round began. */
  readonly isOfOlderRubric: boolean;
}

export const panelSubject: Subject<
  Actor,
  [studySlug: string, panel: PanelKey],
  LoadedPanel,
  StudyAbility | AssessmentAbility,
  'assessment' | 'panel'
> = {
  name: 'panel',
  keyParts: 2,
  find: async (db, studySlug, { cityId, characteristic }) => {
    const loaded = await assessmentSubject.find(db, studySlug, cityId);
    if (!loaded) return undefined;
    const panel = await findPanel(db, loaded.study.id, cityId, characteristic);
    const rubric = panel && (await findRubric(db, loaded.study.id));
    if (!rubric) return undefined;
    const round = (await listRounds(db, [panel.id])).find((one) => one.round === panel.round);
    const rubricHash = hashOfRubric(rubric);
    return { ...loaded, panel, rubric, rubricHash, isOfOlderRubric: round?.rubricHash !== rubricHash };
  },
  abilities: assessmentSubject.abilities,
  sees: 'panel.see',
  whyNot: whyNotNow,
  studyOf: ({ study }) => study.id,
  locks: {
    assessment: assessmentSubject.locks.assessment,
    panel: ({ panel }) => ({ kind: 'panel', id: panel.id })
  }
};
