/** Serves the framework of a study, its rubric and its glossary, for everyone who sees the study. */
import type { Framework } from '#domain/framework.ts';
import { faultsOfFramework, isBlocked } from '#domain/framework-faults.ts';
import type { GlossaryTerm } from '#domain/glossary.ts';
import type { Bilingual } from '#domain/locale.ts';
import { grantsIn, studyAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Rubric } from '#domain/rubric.ts';
import { longestFramework, parseFramework, readFramework, readRubric } from '../store/framework-shape.ts';
import {
  findFramework,
  findFrameworkTexts,
  findRubric,
  insertFramework,
  replaceRubric
} from '../store/frameworks.ts';
import { listTerms } from '../store/glossary.ts';
import type { Db } from '../store/open.ts';
import { listPanels, listRecordedLevels, lockPanel } from '../store/panels.ts';
import { frameworkRow, rubricRow } from '../store/seeds/study-rows.ts';
import { listStudiesOf } from '../store/studies.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import { faultOfRubric } from './panels/rubric-fault.ts';
import { authorizeInLockedStudy, authorizeStudy, authorizeStudyCommand } from './study-access.ts';

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
  /** Lists the frameworks from which a study without one can start; for a person who may publish one. */
  sources(actor: Actor, studySlug: string): Promise<Result<FrameworkSource[]>>;
  /** Publishes a copy of a framework with its rubric, once: of the installation's own, or of another study. */
  adopt(actor: Actor, studySlug: string, source: string): Promise<Result<null>>;
  /**
   * Publishes a rubric from JSON text, at any time: panels whose round began under another rubric need a
   * further round, and their results are marked.
   */
  publishRubric(actor: Actor, studySlug: string, content: string): Promise<Result<null>>;
  /** Counts the panels that a new rubric would concern, for a person who may publish one. */
  judged(actor: Actor, studySlug: string): Promise<Result<JudgedPanels>>;
}

/** Describes a framework that can be copied. */
export interface FrameworkSource {
  /** Holds `standard` for the framework that the installation brings, otherwise the slug of a study. */
  readonly id: string;
  readonly title: Bilingual;
  readonly version: string;
  /** Names the study that it is of; null for the installation's own. */
  readonly study: Bilingual | null;
}

/** Names the framework that the installation brings; no slug holds a colon. */
const standard = 'standard:';

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

    async sources(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.edit');
      if (!authorized.ok) return authorized;
      const own = parseFramework(frameworkRow('').content);
      const found: FrameworkSource[] = [
        { id: standard, title: own.title, version: own.version, study: null }
      ];
      for (const study of await listStudiesOf(db, actor.userId)) {
        if (study.slug === studySlug || !studyAbilitiesOf(grantsIn(actor, study.id)).has('study.see'))
          continue;
        const framework = await findFramework(db, study.id);
        if (framework)
          found.push({
            id: study.slug,
            title: framework.title,
            version: framework.version,
            study: study.title
          });
      }
      return ok(found);
    },

    adopt: (actor, studySlug, source) =>
      runCommand(tools, async ({ trx, appendEvent, at }) => {
        const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        if (await findFramework(trx, study.id)) return refuse('conflict');
        const read = await sourceTextsOf(trx, actor, source);
        if (!read.ok) return read;
        const framework = readFramework(read.value.framework);
        if (!framework || isBlocked(faultsOfFramework(framework)))
          return refuse('invalid', { field: 'framework' });
        await insertFramework(trx, study.id, framework, read.value.framework, at);
        await appendEvent(study.id, acting, {
          kind: 'framework.published',
          needs: 'study.see',
          payload: { version: framework.version }
        });
        const rubric = read.value.rubric === undefined ? undefined : readRubric(read.value.rubric);
        if (rubric && read.value.rubric !== undefined && !faultOfRubric(rubric, framework)) {
          await replaceRubric(trx, study.id, rubric, read.value.rubric);
          await appendEvent(study.id, acting, {
            kind: 'rubric.published',
            needs: 'study.see',
            payload: { rubric: rubric.id }
          });
        }
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

/** Reads the texts of a framework and its rubric, of the installation or of a study that the person sees. */
async function sourceTextsOf(
  trx: Db,
  actor: Actor,
  source: string
): Promise<Result<{ readonly framework: string; readonly rubric: string | undefined }>> {
  if (source === standard) return ok({ framework: frameworkRow('').content, rubric: rubricRow('').content });
  const authorized = await authorizeStudyCommand(trx, actor, source, 'study.see');
  if (!authorized.ok) return authorized;
  const { framework, rubric } = await findFrameworkTexts(trx, authorized.value.study.id);
  return framework === undefined ? refuse('not-found') : ok({ framework, rubric });
}
