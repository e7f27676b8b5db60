/**
 * Lists all deadlines of a study that a person may see, the next first. What is approved is in its last state
 * and has none.
 */
import type { Deadline } from '#domain/deadline.ts';
import type { Bilingual } from '#domain/locale.ts';
import { assessmentAbilitiesOf, chapterAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { AssessmentState, ChapterState } from '#domain/workflow.ts';
import { listAssessments, listChapters } from '../../store/assessments.ts';
import { listCities } from '../../store/cities.ts';
import type { Db } from '../../store/open.ts';
import { authorizeStudy } from '../study-access.ts';

export type DeadlineSummary = { readonly name: Bilingual; readonly deadline: Deadline } & (
  | {
      readonly kind: 'assessment';
      readonly id: string;
      readonly sideId: string;
      readonly state: AssessmentState;
    }
  | { readonly kind: 'chapter'; readonly id: string; readonly state: ChapterState }
);

export async function listDeadlines(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string
): Promise<Result<DeadlineSummary[]>> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const cities = new Map((await listCities(db, study.id)).map((city) => [city.id, city]));
  const ofAssessments = (await listAssessments(db, study.id)).flatMap((assessment): DeadlineSummary[] => {
    const { cityId, state, deadline } = assessment;
    const city = cities.get(cityId);
    if (!city || !deadline || !assessmentAbilitiesOf(grants, assessment).has('assessment.see')) return [];
    return [{ kind: 'assessment', id: cityId, name: city.shortName, sideId: city.sideId, state, deadline }];
  });
  const ofChapters = (await listChapters(db, study.id)).flatMap(
    ({ slug: id, title: name, state, deadline }): DeadlineSummary[] =>
      deadline && chapterAbilitiesOf(grants, { state }).has('chapter.read')
        ? [{ kind: 'chapter', id, name, state, deadline }]
        : []
  );
  return ok(
    [...ofAssessments, ...ofChapters].sort((a, b) =>
      a.deadline.at < b.deadline.at ? -1 : a.deadline.at > b.deadline.at ? 1 : 0
    )
  );
}
