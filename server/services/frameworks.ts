/** The framework of a study, its rubric and its glossary, for everyone who sees the study. */
import type { Framework } from '#domain/framework.ts';
import type { GlossaryTerm } from '#domain/glossary.ts';
import { isSlug } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Rubric } from '#domain/rubric.ts';
import { readFramework } from '../store/framework-shape.ts';
import { findFramework, findRubric, insertFramework, listTerms } from '../store/frameworks.ts';
import { decide, type DeskTools } from './desk.ts';
import { enterStudy, enterToDecide } from './study-door.ts';

export interface Frameworks {
  /** The newest version with its rubric, each null where the study has none yet. */
  load(actor: Actor, studySlug: string): Promise<Result<{ framework: Framework | null; rubric: Rubric | null }>>;
  terms(actor: Actor, studySlug: string): Promise<Result<GlossaryTerm[]>>;
  /** Takes a framework as JSON text, once: its characteristics are the sections of every document from then on. */
  publish(actor: Actor, studySlug: string, content: string): Promise<Result<null>>;
}

export function openFrameworks(tools: DeskTools): Frameworks {
  const { db } = tools.store;
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
    },

    publish: (actor, studySlug, content) =>
      decide(tools, async ({ trx, tell }) => {
        const entered = await enterToDecide(trx, actor, studySlug, 'study.edit');
        if (!entered.ok) return entered;
        const { study, acting } = entered.value;
        if (content.length > 1_000_000) return refuse('too-large');
        const framework = readFramework(content);
        if (!framework || !isUsable(framework)) return refuse('invalid', { field: 'framework' });
        if (await findFramework(trx, study.id)) return refuse('conflict');
        await insertFramework(trx, study.id, framework, content);
        const payload = { version: framework.version };
        await tell(study.id, acting, { kind: 'framework.published', needs: 'study.see', payload });
        return ok(null);
      })
  };
}

/** Ids name sections of documents and stand in addresses; each must be usable there, and stand for one thing. */
function isUsable({ characteristics }: Framework): boolean {
  const ids = characteristics.map(({ id }) => id);
  const questions = characteristics.flatMap((characteristic) => characteristic.questions.map(({ id }) => id));
  return ids.length > 0 && ids.every(isSlug) && new Set(ids).size === ids.length && new Set(questions).size === questions.length;
}
