/**
 * States the work of a city and a chapter as subjects of commands and reads. Their abilities are those of the study and
 * those in the present state together; a person who may do something in another state is refused with `wrong-state`.
 */
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  grantsIn,
  studyAbilitiesOf,
  type Actor,
  type Grant
} from '#base/permissions.ts';
import type { Abilities, AssessmentAbility, ChapterAbility, StudyAbility } from '#base/abilities.ts';
import type { RefusalCode } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';
import type { Lock } from '#server/commands/locks.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findAssessment, type Assessment, type Chapter } from './store/assessments.ts';
import { findConfidentialDocument } from './store/documents.ts';
import type { Db } from '#server/store/open.ts';
import { findStudy } from '#areas/study';
import { findChapter, loadTexts } from './subject-texts.ts';

export interface LoadedAssessment {
  readonly study: Study;
  readonly assessment: Assessment;
}

type OfAssessment = StudyAbility | AssessmentAbility;

export const assessmentSubject: Subject<
  Actor,
  [studySlug: string, cityId: string],
  LoadedAssessment,
  OfAssessment,
  'assessment' | 'study'
> = {
  name: 'assessment',
  keyParts: 2,
  find: async (db, studySlug, cityId) => {
    const study = await findStudy(db, studySlug);
    const assessment = study && (await findAssessment(db, study.id, cityId));
    return assessment && { study, assessment };
  },
  abilities: (actor, { study, assessment }) => abilitiesAt(grantsIn(actor, study.id), assessment),
  sees: 'assessment.see',
  whyNot: (actor, loaded, needs) => whyNotNow(actor, loaded, needs),
  studyOf: ({ study }) => study.id,
  locks: {
    assessment: ({ study, assessment }) => ({
      kind: 'assessment',
      studyId: study.id,
      cityId: assessment.cityId
    }),
    study: ({ study }) => ({ kind: 'study', slug: study.slug })
  }
};

/** Returns the subject for those alone who have this ability: others are told that it does not exist. */
export const assessmentSeenWith = (
  sees: AssessmentAbility,
  whyNot: NonNullable<(typeof assessmentSubject)['whyNot']> = whyNotNow
): typeof assessmentSubject => ({
  ...assessmentSubject,
  name: `assessment, ${sees}`,
  sees,
  whyNot
});

/** Names the rows of a city's work and of all its texts, for commands that freeze or open them. */
export async function locksOfTexts({
  db,
  subject: { study, assessment }
}: {
  readonly db: Db;
  readonly subject: LoadedAssessment;
}): Promise<Lock[]> {
  const { response, findings } = await loadTexts(db, study, assessment.cityId);
  const confidential = await findConfidentialDocument(db, study.slug, assessment.cityId);
  return [
    { kind: 'assessment', studyId: study.id, cityId: assessment.cityId },
    ...[response, findings, ...(confidential ? [confidential] : [])].map(({ id }): Lock => ({
      kind: 'document',
      id
    }))
  ];
}

/**
 * States an assessment for commands that are steps: with what a person may do in any state, so that one who never may
 * is refused at once, and one who may in another learns from the command what has changed.
 */
export const assessmentInAnyState: typeof assessmentSubject = {
  ...assessmentSubject,
  name: 'assessment, in any state',
  abilities: (actor, { study, assessment: { cityId } }) => {
    const grants = grantsIn(actor, study.id);
    return new Set(assessmentStates.flatMap((state) => [...abilitiesAt(grants, { cityId, state })]));
  },
  whyNot: () => 'forbidden'
};

const abilitiesAt = (
  grants: readonly Grant[],
  assessment: Pick<Assessment, 'cityId' | 'state'>
): Abilities<OfAssessment> =>
  new Set<OfAssessment>([...studyAbilitiesOf(grants), ...assessmentAbilitiesOf(grants, assessment)]);

/** Returns `wrong-state` for a person who could do one of these in another state, and `forbidden` for others. */
export const whyNotNow = (
  actor: Actor,
  { study, assessment: { cityId } }: LoadedAssessment,
  needs: readonly OfAssessment[]
): RefusalCode => {
  const grants = grantsIn(actor, study.id);
  const mayOnce = assessmentStates.some((state) => {
    const abilities = abilitiesAt(grants, { cityId, state });
    return needs.some((ability) => abilities.has(ability));
  });
  return mayOnce ? 'wrong-state' : 'forbidden';
};

export interface AuthorizedAssessment extends LoadedAssessment {
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<AssessmentAbility>;
}

/** Returns an assessment with what a person may do there, without their abilities in the study. */
export const authorizedIn = ({
  subject,
  grants
}: {
  readonly subject: LoadedAssessment;
  readonly grants: readonly Grant[];
}): AuthorizedAssessment => ({
  ...subject,
  grants,
  abilities: assessmentAbilitiesOf(grants, subject.assessment)
});

export interface LoadedChapter {
  readonly study: Study;
  readonly chapter: Chapter;
}

type OfChapter = StudyAbility | ChapterAbility;

const chapterAbilitiesAt = (
  grants: readonly Grant[],
  chapter: Pick<Chapter, 'state'>
): Abilities<OfChapter> =>
  new Set<OfChapter>([...studyAbilitiesOf(grants), ...chapterAbilitiesOf(grants, chapter)]);

export const chapterSubject: Subject<
  Actor,
  [studySlug: string, chapterSlug: string],
  LoadedChapter,
  OfChapter,
  'document' | 'study'
> = {
  name: 'chapter',
  keyParts: 2,
  find: async (db, studySlug, chapterSlug) => {
    const study = await findStudy(db, studySlug);
    const chapter = study && (await findChapter(db, study, chapterSlug));
    return chapter && { study, chapter };
  },
  abilities: (actor, { study, chapter }) => chapterAbilitiesAt(grantsIn(actor, study.id), chapter),
  sees: 'chapter.read',
  whyNot: (actor, { study }, needs) => {
    const grants = grantsIn(actor, study.id);
    const mayOnce = chapterStates.some((state) => {
      const abilities = chapterAbilitiesAt(grants, { state });
      return needs.some((ability) => abilities.has(ability));
    });
    return mayOnce ? 'wrong-state' : 'forbidden';
  },
  studyOf: ({ study }) => study.id,
  locks: {
    document: ({ chapter }) => ({ kind: 'document', id: chapter.id }),
    study: ({ study }) => ({ kind: 'study', slug: study.slug })
  }
};

/** States a chapter for commands that are steps, as `assessmentInAnyState` does an assessment. */
export const chapterInAnyState: typeof chapterSubject = {
  ...chapterSubject,
  name: 'chapter, in any state',
  abilities: (actor, { study }) => {
    const grants = grantsIn(actor, study.id);
    return new Set(chapterStates.flatMap((state) => [...chapterAbilitiesAt(grants, { state })]));
  },
  whyNot: () => 'forbidden'
};

export interface AuthorizedChapter extends LoadedChapter {
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<ChapterAbility>;
}

/** Returns a chapter with what a person may do there, without their abilities in the study. */
export const authorizedInChapter = ({
  subject,
  grants
}: {
  readonly subject: LoadedChapter;
  readonly grants: readonly Grant[];
}): AuthorizedChapter => ({ ...subject, grants, abilities: chapterAbilitiesOf(grants, subject.chapter) });
