/** Makes the commands by which the secretariat edits the parts of a study: chapters, criteria, glossary. */
import type { StudyId } from '#base/ids.ts';
import type { StudyAbility } from '#base/abilities.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Command, Decision, Preparation } from '#server/commands/command-spec.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { studySubject } from './study-subject.ts';

export interface StudyEdit<D, Part, Prepared = unknown> extends Decision<D, typeof studySubject, Prepared> {
  /** Lists the parts of this kind that the study has. */
  readonly parts: readonly Part[];
}

interface EditSpec<D, Input extends readonly unknown[], Prepared> {
  readonly name: string;
  readonly needs?: StudyAbility;
  readonly prepare?: (preparation: Preparation<D, typeof studySubject>, ...input: Input) => Promise<Prepared>;
}

/**
 * Returns a function that makes commands of a person who may edit the study. They get the parts as `list` finds them; the
 * study is locked, so that nobody else changes them before one ends.
 */
export const studyEdits =
  <D extends CommandDeps, Part>(list: (trx: Db, studyId: StudyId) => Promise<readonly Part[]>) =>
  <Input extends readonly unknown[], T, Prepared = undefined>(
    { name, needs = 'study.edit', prepare }: EditSpec<D, Input, Prepared>,
    run: (edit: StudyEdit<D, Part, Prepared>, ...input: Input) => Promise<T>
  ): Command<D, typeof studySubject, Input, T> =>
    commandsOf<D>()(
      { name, subject: studySubject, needs, locks: ['study'], ...(prepare ? { prepare } : {}) },
      async (decision, ...input: Input) =>
        run({ ...decision, parts: await list(decision.trx, decision.subject.study.id) }, ...input)
    );
