/**
 * Shows the secretariat what a new study has and what it still lacks. Nothing here is a condition: it is a
 * checklist that leads to the pages where each thing is made.
 */
import { setupItemsOf } from '#rules/home/setup.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { listChapters } from '#areas/assessments';
import { listCities, listCriteria } from '#areas/cities';
import { findFramework, findRubric } from '#areas/framework';
import { listTerms } from '#areas/pairs';
import { listGrantsInStudy } from '#server/auth/grants.ts';
import type { Store } from '#server/store/open.ts';
import { listPhases, studySubject } from '#areas/study';

interface SetupTools {
  readonly store: Store;
}

/** Lists what a study is made of, each with how far it has come; for the secretariat. */
const list = readsOf<SetupTools>()(
  { name: 'setup.list', subject: studySubject, needs: 'study.edit' },
  async ({ db, subject: { study } }) => {
    const [cities, grants, framework, rubric, phases, chapters, criteria, terms] = await Promise.all([
      listCities(db, study.id),
      listGrantsInStudy(db, study.id),
      findFramework(db, study.id),
      findRubric(db, study.id),
      listPhases(db, study.id),
      listChapters(db, study.id),
      listCriteria(db, study.id),
      listTerms(db, study.id)
    ]);
    return setupItemsOf({
      study,
      cities,
      grants,
      frameworkVersion: framework?.version ?? null,
      hasRubric: rubric !== undefined,
      phases: phases.length,
      chapters: chapters.length,
      criteria,
      terms: terms.length
    });
  }
);

export type Setup = ReturnType<typeof createSetup>;

export const createSetup = (tools: SetupTools) => bind(tools, { list });
