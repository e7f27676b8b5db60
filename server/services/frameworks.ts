/** Serves the framework of a study, its rubric and its glossary, for everyone who sees the study. */
import type { Framework } from '#domain/framework.ts';
import { faultsOfFramework, isBlocked } from '#domain/framework-faults.ts';
import type { GlossaryTerm } from '#domain/glossary.ts';
import type { Bilingual } from '#domain/locale.ts';
import { grantsIn, studyAbilitiesOf, type Actor } from '#domain/permissions.ts';
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
import { listPanels, listRecordedLevels } from '../store/panels.ts';
import { standardFramework, standardRubric } from '../store/standard-framework.ts';
import { findStudy, listStudiesOf } from '../store/studies.ts';
import { bind } from '../commands/bind.ts';
import { commandsOf } from '../commands/command.ts';
import type { Lock } from '../commands/locks.ts';
import { readsOf } from '../commands/read.ts';
import { refused } from '../commands/refused.ts';
import type { CommandDeps } from '../commands/run-command.ts';
import { faultOfRubric } from './panels/rubric-fault.ts';
import { studySubject } from './study-subject.ts';

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

const command = commandsOf<CommandDeps>();
const editing = { subject: studySubject, needs: 'study.edit', locks: ['study'] } as const;

const sound = (framework: Framework | undefined): Framework => {
  if (!framework || isBlocked(faultsOfFramework(framework))) throw refused('invalid', { field: 'framework' });
  return framework;
};

/**
 * Publishes a framework from JSON text, once: its characteristics are the sections of every document from
 * then on.
 */
export const publish = command(
  {
    name: 'framework.publish',
    ...editing,
    prepare: (_, content: string) => {
      if (content.length > longestFramework) throw refused('too-large');
      return Promise.resolve(readFramework(content));
    }
  },
  async ({ trx, at, append, prepared, subject: { study } }, content: string) => {
    const framework = sound(prepared);
    if (await findFramework(trx, study.id)) throw refused('conflict');
    await insertFramework(trx, study.id, framework, content, at);
    append({ kind: 'framework.published', needs: 'study.see', payload: { version: framework.version } });
    return null;
  }
);

/** Publishes a copy of a framework with its rubric, once: of the installation's own, or of another study. */
export const adopt = command(
  { name: 'framework.adopt', ...editing },
  async ({ trx, at, actor, append, subject: { study } }, source: string) => {
    if (await findFramework(trx, study.id)) throw refused('conflict');
    const texts = await sourceTextsOf(trx, actor, source);
    const framework = sound(readFramework(texts.framework));
    await insertFramework(trx, study.id, framework, texts.framework, at);
    append({ kind: 'framework.published', needs: 'study.see', payload: { version: framework.version } });
    const rubric = texts.rubric === undefined ? undefined : readRubric(texts.rubric);
    if (rubric && texts.rubric !== undefined && !faultOfRubric(rubric, framework)) {
      await replaceRubric(trx, study.id, rubric, texts.rubric);
      append({ kind: 'rubric.published', needs: 'study.see', payload: { rubric: rubric.id } });
    }
    return null;
  }
);

/** Reads the texts of a framework and its rubric, of the installation or of a study that the person sees. */
async function sourceTextsOf(
  trx: Db,
  actor: Actor,
  source: string
): Promise<{ readonly framework: string; readonly rubric: string | undefined }> {
  if (source === standard) return { framework: standardFramework(), rubric: standardRubric() };
  const study = await findStudy(trx, source);
  if (!study || !studyAbilitiesOf(grantsIn(actor, study.id)).has('study.see')) throw refused('not-found');
  const { framework, rubric } = await findFrameworkTexts(trx, study.id);
  if (framework === undefined) throw refused('not-found');
  return { framework, rubric };
}

/**
 * Publishes a rubric from JSON text, at any time: panels whose round began under another rubric need a
 * further round, and their results are marked. A command that records a result locks its panel before it reads the
 * rubric: all panels are locked here, so that a result is either stored before the levels are read, or judged by the new
 * rubric.
 */
export const publishRubric = command(
  {
    name: 'framework.publish-rubric',
    subject: studySubject,
    needs: 'study.edit',
    locks: async ({ db, subject: { study } }, _content: string): Promise<Lock[]> => [
      ...(await listPanels(db, study.id)).map(({ id }) => ({ kind: 'panel' as const, id })),
      { kind: 'study', slug: study.slug }
    ],
    prepare: (_, content: string) => {
      if (content.length > longestFramework) throw refused('too-large');
      return Promise.resolve(readRubric(content));
    }
  },
  async ({ trx, append, prepared: rubric, subject: { study } }, content: string) => {
    const framework = await findFramework(trx, study.id);
    if (!framework) throw refused('wrong-state');
    const fault = rubric ? faultOfRubric(rubric, framework) : 'rubric';
    if (!rubric || fault) throw refused('invalid', { field: fault ?? 'rubric' });
    // Recorded results stay readable: their level is found in the rubric by its id, and without it there
    // would be no label for it.
    const remaining = new Set(rubric.levels.map(({ id }) => id));
    for (const level of await listRecordedLevels(trx, study.id))
      if (!remaining.has(level)) throw refused('conflict', { level });
    await replaceRubric(trx, study.id, rubric, content);
    append({ kind: 'rubric.published', needs: 'study.see', payload: { rubric: rubric.id } });
    return null;
  }
);

const read = readsOf<CommandDeps>();

/** Loads the newest version with its rubric, each null where the study has none yet. */
const load = read(
  { name: 'framework.load', subject: studySubject },
  async ({ db, subject: { study } }): Promise<{ framework: Framework | null; rubric: Rubric | null }> => ({
    framework: (await findFramework(db, study.id)) ?? null,
    rubric: (await findRubric(db, study.id)) ?? null
  })
);

const terms = read(
  { name: 'framework.terms', subject: studySubject },
  ({ db, subject: { study } }): Promise<GlossaryTerm[]> => listTerms(db, study.id)
);

/** Lists the frameworks from which a study without one can start; for a person who may publish one. */
const sources = read(
  { name: 'framework.sources', subject: studySubject, needs: 'study.edit' },
  async ({ db, actor, subject }): Promise<FrameworkSource[]> => {
    const own = parseFramework(standardFramework());
    const found: FrameworkSource[] = [{ id: standard, title: own.title, version: own.version, study: null }];
    for (const study of await listStudiesOf(db, actor.userId)) {
      if (study.slug === subject.study.slug) continue;
      if (!studyAbilitiesOf(grantsIn(actor, study.id)).has('study.see')) continue;
      const framework = await findFramework(db, study.id);
      if (framework)
        found.push({
          id: study.slug,
          title: framework.title,
          version: framework.version,
          study: study.title
        });
    }
    return found;
  }
);

/** Counts the panels that a new rubric would concern, for a person who may publish one. */
const judged = read(
  { name: 'framework.judged', subject: studySubject, needs: 'study.edit' },
  async ({ db, subject: { study } }): Promise<JudgedPanels> => {
    const panels = await listPanels(db, study.id);
    return {
      openPanels: panels.filter(({ state }) => state !== 'closed').length,
      withResult: panels.filter(({ resultId }) => resultId !== null).length
    };
  }
);

export type Frameworks = ReturnType<typeof createFrameworks>;

export const createFrameworks = (tools: CommandDeps) =>
  bind(tools, { load, terms, publish, sources, adopt, publishRubric, judged });
