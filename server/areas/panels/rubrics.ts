/** Publishes the rubric by which panels judge, and counts the panels that a new one would concern. */
import { longestFramework, readRubric, findFramework, replaceRubric, faultOfRubric } from '#areas/framework';
import { listPanels, listRecordedLevels } from './store/panels.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Lock } from '#server/commands/locks.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studySubject } from '#areas/study';

export interface JudgedPanels {
  /** Counts the panels with a round that has begun and that are not closed. */
  readonly openPanels: number;
  /** Counts the panels that have come to a result. */
  readonly withResult: number;
}

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

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

export type Rubrics = ReturnType<typeof createRubrics>;

export const createRubrics = (tools: CommandDeps) => bind(tools, { publishRubric, judged });
