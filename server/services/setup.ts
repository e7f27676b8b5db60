/**
 * Shows the secretariat what a new study has and what it still lacks. Nothing here is a condition: it is a
 * checklist that leads to the pages where each thing is made.
 */
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { setupItemsOf, type SetupItem } from '#domain/setup.ts';
import { listChapters } from '../store/assessments.ts';
import { listCities, listCriteria } from '../store/cities.ts';
import { findFramework, findRubric } from '../store/frameworks.ts';
import { listTerms } from '../store/glossary.ts';
import { listGrantsInStudy } from '../store/grants.ts';
import type { Store } from '../store/open.ts';
import { listPhases } from '../store/plan.ts';
import { authorizeStudy } from './study-access.ts';

export interface Setup {
  /** Lists what a study is made of, each with how far it has come; for the secretariat. */
  list(actor: Actor, studySlug: string): Promise<Result<readonly SetupItem[]>>;
}

export function openSetup({ store: { db } }: { readonly store: Store }): Setup {
  return {
    async list(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.edit');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const framework = await findFramework(db, study.id);
      return ok(
        setupItemsOf({
          study,
          cities: await listCities(db, study.id),
          grants: await listGrantsInStudy(db, study.id),
          frameworkVersion: framework?.version ?? null,
          hasRubric: (await findRubric(db, study.id)) !== undefined,
          phases: (await listPhases(db, study.id)).length,
          chapters: (await listChapters(db, study.id)).length,
          criteria: await listCriteria(db, study.id),
          terms: (await listTerms(db, study.id)).length
        })
      );
    }
  };
}
