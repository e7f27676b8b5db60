/** Serves the framework of a study, its rubric and its glossary, for everyone who sees the study. */
import type { Framework } from '#domain/framework.ts';
import { faultsOfFramework, isBlocked } from '#domain/framework-faults.ts';
import type { GlossaryTerm } from '#domain/glossary.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Rubric } from '#domain/rubric.ts';
import { longestFramework, readFramework, readRubric } from '../store/framework-shape.ts';
import { findFramework, findRubric, insertFramework, listTerms, replaceRubric } from '../store/frameworks.ts';
import { listPanels, listRecordedLevels, lockPanel } from '../store/panels.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { faultOfRubric } from './panels/rubric-fault.ts';
import { authorizeStudy, authorizeStudyCommand } from './study-access.ts';

export interface Frameworks {
  /** Loads the newest version with its rubric, each null where the study has none yet. */
  load(
    actor: Actor,
    studySlug: string
  ): Promise<Result<{ framework: Framework | null; rubric: Rubric | null }>>;
  terms(actor: Actor, studySlug: string): Promise<Result<GlossaryTerm[]>>;
  /**
   * Publishes a framework from JSON text, once: its characteristics are the sections of every document from
   * then on.
   */
  publish(actor: Actor, studySlug: string, content: string): Promise<Result<null>>;
  /**
   * Publishes a rubric from JSON text, at any time: panels whose round began under another rubric need a
   * further round, and their results are marked.
   */
  publishRubric(actor: Actor, studySlug: string, content: string): Promise<Result<null>>;
  /** Counts the panels that a new rubric would concern, for a person who may publish one. */
  judged(actor: Actor, studySlug: string): Promise<Result<JudgedPanels>>;
}

export interface JudgedPanels {
  /** Counts the panels with a round that has begun and that are not closed. */
  readonly openPanels: number;
  /** Counts the panels that have come to a result. */
  readonly withResult: number;
}

export function openFrameworks(tools: CommandDeps): Frameworks {
  const { db } = tools.store;
  return {
    async load(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { id } = authorized.value.study;
      return ok({
        framework: (await findFramework(db, id)) ?? null,
        rubric: (await findRubric(db, id)) ?? null
      });
    },

    async terms(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(await listTerms(db, authorized.value.study.id)) : authorized;
    },

    publish: (actor, studySlug, content) =>
      runCommand(tools, async ({ trx, appendEvent, at }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (content.length > longestFramework) return refuse('too-large');
        const framework = readFramework(content);
        if (!framework || isBlocked(faultsOfFramework(framework)))
          return refuse('invalid', { field: 'framework' });
        if (await findFramework(trx, study.id)) return refuse('conflict');
        await insertFramework(trx, study.id, framework, content, at);
        const payload = { version: framework.version };
        await appendEvent(study.id, acting, { kind: 'framework.published', needs: 'study.see', payload });
        return ok(null);
      }),

    publishRubric: (actor, studySlug, content) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (content.length > longestFramework) return refuse('too-large');
        const framework = await findFramework(trx, study.id);
        if (!framework) return refuse('wrong-state');
        const rubric = readRubric(content);
        const fault = rubric ? faultOfRubric(rubric, framework) : 'rubric';
        if (!rubric || fault) return refuse('invalid', { field: fault ?? 'rubric' });
        // A command that records a result locks its panel before it reads the rubric: so a result is either
        // stored before the levels are read here, or judged by the new rubric. Panels are locked in the order
        // in which releases lock them.
        for (const { id } of await listPanels(trx, study.id)) await lockPanel(trx, id);
        // Recorded results stay readable: their level is found in the rubric by its id, and without it there
        // would be no label for it.
        const remaining = new Set(rubric.levels.map(({ id }) => id));
        for (const level of await listRecordedLevels(trx, study.id))
          if (!remaining.has(level)) return refuse('conflict', { level });
        await replaceRubric(trx, study.id, rubric, content);
        await appendEvent(study.id, acting, {
          kind: 'rubric.published',
          needs: 'study.see',
          payload: { rubric: rubric.id }
        });
        return ok(null);
      }),

    async judged(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.edit');
      if (!authorized.ok) return authorized;
      const panels = await listPanels(db, authorized.value.study.id);
      return ok({
        openPanels: panels.filter(({ state }) => state !== 'closed').length,
        withResult: panels.filter(({ resultId }) => resultId !== null).length
      });
    }
  };
}
