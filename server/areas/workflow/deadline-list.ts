/** Lists the deadlines of a study, the next first. What is approved is in its last state and has none. */
import type { Deadline } from '#rules/assessments/deadline.ts';
import type { Bilingual } from '#base/locale.ts';
import { assessmentAbilitiesOf, chapterAbilitiesOf } from '#base/permissions.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import { readsOf } from '#server/commands/read.ts';
import { listAssessments, listChapters } from '#areas/assessments';
import { listCities } from '#areas/cities';
import type { Store } from '#server/store/open.ts';
import { studySubject } from '#areas/study';

export type DeadlineSummary = { readonly name: Bilingual; readonly deadline: Deadline } & (
  | {
      readonly kind: 'assessment';
      readonly id: string;
      readonly sideId: string;
      readonly state: AssessmentState;
    }
  | { readonly kind: 'chapter'; readonly id: string; readonly state: ChapterState }
);

export const listDeadlines = readsOf<{ readonly store: Store }>()(
  { name: 'deadlines.list', subject: studySubject },
  async ({ db, grants, subject: { study } }): Promise<DeadlineSummary[]> => {
    const [listed, assessments, chapters] = await Promise.all([
      listCities(db, study.id),
      listAssessments(db, study.id),
      listChapters(db, study.id)
    ]);
    const cities = new Map(listed.map((city) => [city.id, city]));
    const ofAssessments = assessments.flatMap((assessment): DeadlineSummary[] => {
      const { cityId, state, deadline } = assessment;
      const city = cities.get(cityId);
      if (!city || !deadline || !assessmentAbilitiesOf(grants, assessment).has('assessment.see')) return [];
      return [{ kind: 'assessment', id: cityId, name: city.shortName, sideId: city.sideId, state, deadline }];
    });
    const ofChapters = chapters.flatMap(({ slug: id, title: name, state, deadline }): DeadlineSummary[] =>
      deadline && chapterAbilitiesOf(grants, { state }).has('chapter.read')
        ? [{ kind: 'chapter', id, name, state, deadline }]
        : []
    );
    return [...ofAssessments, ...ofChapters].sort((a, b) =>
      a.deadline.at < b.deadline.at ? -1 : a.deadline.at > b.deadline.at ? 1 : 0
    );
  }
);
