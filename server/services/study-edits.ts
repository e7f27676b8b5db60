/** Runs the commands by which the secretariat edits the parts of a study: chapters, criteria, glossary. */
import type { StudyId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Result } from '#domain/refusal.ts';
import type { Db } from '../store/open.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../commands/run-command.ts';
import { authorizeInLockedStudy, type AuthorizedStudy } from './study-access.ts';

export type StudyEdit = CommandContext & AuthorizedStudy & { readonly acting: Actor };

/**
 * Returns a function that runs a command of a person who may edit the study. The command gets the parts as
 * `list` finds them; the study is locked, so that nobody else changes them before it ends.
 */
export const studyEdits =
  <Part>(deps: CommandDeps, list: (trx: Db, studyId: StudyId) => Promise<readonly Part[]>) =>
  <T>(
    actor: Actor,
    studySlug: string,
    decision: (edit: StudyEdit, parts: readonly Part[]) => Promise<Result<T>>
  ): Promise<Result<T>> =>
    runCommand(deps, async (context) => {
      const authorized = await authorizeInLockedStudy(context.trx, actor, studySlug, 'study.edit');
      if (!authorized.ok) return authorized;
      const parts = await list(context.trx, authorized.value.study.id);
      return decision({ ...context, ...authorized.value }, parts);
    });
