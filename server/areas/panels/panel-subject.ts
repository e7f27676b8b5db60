/**
 * States the scoring panels of a city, and one of them, as subjects: a person who may not see that a city has panels is
 * told that it has none.
 */
import type { Actor } from '#base/permissions.ts';
import type { AssessmentAbility, StudyAbility } from '#base/abilities.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import type { StudyId } from '#base/ids.ts';
import type { Lock } from '#server/commands/locks.ts';
import { refused } from '#server/commands/refused.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findRubric } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { findPanel, listRounds, type PanelRow } from './store/panels.ts';
import { assessmentSeenWith, assessmentSubject, whyNotNow, type LoadedAssessment } from '#areas/assessments';
import { hashOfRubric } from './rubric-hash.ts';

export const panelsSubject = assessmentSeenWith('panel.see');

export interface PanelKey {
  readonly cityId: string;
  readonly characteristic: string;
}

export interface PanelInRound {
  readonly panel: PanelRow;
  readonly rubric: Rubric;
  readonly rubricHash: string;
  /** Says that the rubric has been changed since the present round began. */
  readonly isOfOlderRubric: boolean;
}

/** Is the panel of a characteristic, whether it was opened yet or not: rights to it are those to the city's panels. */
export interface PanelOfCity extends LoadedAssessment {
  readonly opened: PanelInRound | null;
}

export type LoadedPanel = LoadedAssessment & PanelInRound;

/** Not found before it was opened. */
export function openedPanel<Subject extends PanelOfCity>(subject: Subject): Subject & PanelInRound {
  if (!subject.opened) throw refused('not-found');
  return { ...subject, ...subject.opened };
}

export const panelSubject: Subject<
  Actor,
  [studySlug: string, panel: PanelKey],
  PanelOfCity,
  StudyAbility | AssessmentAbility,
  'assessment'
> = {
  name: 'panel',
  keyParts: 2,
  find: async (db, studySlug, { cityId, characteristic }) => {
    const loaded = await assessmentSubject.find(db, studySlug, cityId);
    return loaded && { ...loaded, opened: await findOpened(db, loaded.study.id, cityId, characteristic) };
  },
  abilities: assessmentSubject.abilities,
  sees: 'panel.see',
  whyNot: whyNotNow,
  studyOf: ({ study }) => study.id,
  locks: { assessment: assessmentSubject.locks.assessment }
};

async function findOpened(
  db: Db,
  studyId: StudyId,
  cityId: string,
  characteristic: string
): Promise<PanelInRound | null> {
  const panel = await findPanel(db, studyId, cityId, characteristic);
  const rubric = panel && (await findRubric(db, studyId));
  if (!rubric) return null;
  const round = (await listRounds(db, [panel.id])).find((one) => one.round === panel.round);
  const rubricHash = hashOfRubric(rubric);
  return { panel, rubric, rubricHash, isOfOlderRubric: round?.rubricHash !== rubricHash };
}

export const locksOfPanel = ({ subject }: { readonly subject: PanelOfCity }): readonly Lock[] => [
  panelSubject.locks.assessment(subject),
  ...(subject.opened ? [{ kind: 'panel', id: subject.opened.panel.id } as const] : [])
];
