/** The framework of a study, its rubric and its glossary, for everyone who sees the study. */
import type { Framework } from '#domain/framework.ts';
import type { GlossaryTerm } from '#domain/glossary.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { Rubric } from '#domain/rubric.ts';
import { findFramework, findRubric, listTerms } from '../store/frameworks.ts';
import type { Store } from '../store/open.ts';
import { enterStudy } from './study-door.ts';

export interface Frameworks {
  /** The newest version with its rubric, each null where the study has none yet. */
  load(actor: Actor, studySlug: string): Promise<Result<{ framework: Framework | null; rubric: Rubric | null }>>;
  terms(actor: Actor, studySlug: string): Promise<Result<GlossaryTerm[]>>;
}

export function openFrameworks({ store: { db } }: { readonly store: Store }): Frameworks {
  return {
    async load(actor, studySlug) {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const { id } = entered.value.study;
      return ok({ framework: (await findFramework(db, id)) ?? null, rubric: (await findRubric(db, id)) ?? null });
    },

    async terms(actor, studySlug) {
      const entered = await enterStudy(db, actor, studySlug);
      return entered.ok ? ok(await listTerms(db, entered.value.study.id)) : entered;
    }
  };
}
