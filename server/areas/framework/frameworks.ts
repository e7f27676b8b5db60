/** Serves the framework of a study and its rubric, for everyone who sees the study. */
import type { Framework } from '#rules/framework/framework.ts';
import { faultsOfFramework } from '#rules/framework/framework-faults.ts';
import { isBlocked } from '#rules/framework/fault-kinds.ts';
import type { Bilingual } from '#base/locale.ts';
import { grantsIn, studyAbilitiesOf, type Actor } from '#base/permissions.ts';
import type { Rubric } from '#rules/framework/rubric.ts';
import { longestFramework, parseFramework, readFramework, readRubric } from './store/framework-shape.ts';
import {
  findFramework,
  findFrameworkTexts,
  findRubric,
  insertFramework,
  replaceRubric
} from './store/frameworks.ts';
import type { Db } from '#server/store/open.ts';
import { standardFramework, standardRubric } from './store/standard-framework.ts';
import { findStudy, listStudiesOf, studySubject } from '#areas/study';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { faultOfRubric } from './rubric-fault.ts';

/** Describes a framework that can be copied. */
export interface FrameworkSource {
  /** `standard` for the framework that the installation brings, otherwise the slug of a study. */
  readonly id: string;
  readonly title: Bilingual;
  readonly version: string;
  /** Null for the installation's own. */
  readonly study: Bilingual | null;
}

/** Names the framework that the installation brings; no slug holds a colon. */
const standard = 'standard:';

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

const read = readsOf<CommandDeps>();

/** Loads the newest version with its rubric, each null where the study has none yet. */
const load = read(
  { name: 'framework.load', subject: studySubject },
  async ({ db, subject: { study } }): Promise<{ framework: Framework | null; rubric: Rubric | null }> => ({
    framework: (await findFramework(db, study.id)) ?? null,
    rubric: (await findRubric(db, study.id)) ?? null
  })
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

export type Frameworks = ReturnType<typeof createFrameworks>;

export const createFrameworks = (tools: CommandDeps) => bind(tools, { load, publish, sources, adopt });
