/** Describes an assessment and a chapter together with what a person may do there. */
import type { Abilities, AssessmentAbility, ChapterAbility, Grant } from '#domain/permissions.ts';
import type { Study } from '#domain/study.ts';
import type { Assessment, Chapter } from '../../store/assessments.ts';

interface Authorized<A extends AssessmentAbility | ChapterAbility> {
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<A>;
}

export type AuthorizedAssessment = Authorized<AssessmentAbility> & { readonly assessment: Assessment };
export type AuthorizedChapter = Authorized<ChapterAbility> & { readonly chapter: Chapter };
