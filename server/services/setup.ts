/**
 * Shows the secretariat what a new study has and what it still lacks. Nothing here is a condition: it is a
 * checklist that leads to the pages where each thing is made.
 */
import { setupItemsOf } from '#domain/setup.ts';
import { bind } from '../commands/bind.ts';
import { readsOf } from '../commands/read.ts';
import { listChapters } from '../store/assessments.ts';
import { listCities, listCriteria } from '../store/cities.ts';
import { findFramework, findRubric } from '../store/frameworks.ts';
import { listTerms } from '../store/glossary.ts';
import { listGrantsInStudy } from '../store/grants.ts';
import type { Store } from '../store/open.ts';
import { listPhases } from '../store/plan.ts';
import { studySubject } from './study-subject.ts';

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
