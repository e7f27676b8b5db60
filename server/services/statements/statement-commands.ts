/**
 * Writes the statements of the study, which are the cards of good practices, the trends and the challenges.
 * Somebody adds, changes or removes one; an expert of each side validates it as it is. Whatever publishes a
 * statement, or takes its publication back, is told to everyone in the study.
 */
import type { Actor } from '#domain/permissions.ts';
import type { Validation } from '#domain/practice.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { runCommand, type CommandContext, type CommandDeps } from '../../commands/run-command.ts';
import type { Db } from '../../store/open.ts';
import {
  countStatements,
  deleteValidation,
  removeStatement,
  saveValidation
} from '../../store/statements.ts';
import type { OwnerKind } from '../../store/supports.ts';
import { authorizeStudy, authorizeStudyCommand } from '../study-access.ts';
import { withPublication } from '../supports/owners.ts';

/** Names a statement in the state in which its editor has seen it. */
export interface SeenStatement {
  readonly id: string;
  readonly version: number;
}

/** Holds a statement with the validations of both sides. */
export interface Statement extends SeenStatement {
  readonly validations: readonly Validation[];
  /** Holds the fingerprint of what a validation is about: the statement, and what it rests on. */
  readonly print: string;
}

/** Describes how one kind of statement is checked and stored. */
export interface StatementKind<Input, Stored extends Statement> {
  readonly owner: OwnerKind;
  /** Limits the statements of this kind in a study; those that were removed count. */
  readonly most: number;
  readonly find: (db: Db, study: Study, id: string) => Promise<Stored | undefined>;
  readonly validate: (trx: Db, study: Study, input: Input) => Promise<Result<Input>>;
  readonly insert: (trx: Db, added: Added, input: Input) => Promise<void>;
  /** Saves a change from the version that its editor has seen; `stale` where it is another by now. */
  readonly update: (trx: Db, before: Stored, version: number, input: Input) => Promise<Result<null>>;
  /** Lists what keeps a statement from being validated. */
  readonly lacks: (study: Study, statement: Stored, requester: string) => Promise<readonly string[]>;
  /** Returns what the events of a statement say beyond its id. */
  readonly facts: (statement: Input | Stored) => Readonly<Record<string, string>>;
}

/** Names a new statement, and who adds it when. */
export interface Added {
  readonly id: string;
  readonly studyId: Study['id'];
  readonly userId: string;
  readonly at: string;
}

export interface StatementCommands<Input> {
  add(actor: Actor, studySlug: string, input: Input): Promise<Result<{ id: string }>>;
  change(actor: Actor, studySlug: string, seen: SeenStatement, input: Input): Promise<Result<null>>;
  remove(actor: Actor, studySlug: string, seen: SeenStatement): Promise<Result<null>>;
  /** Validates a statement for the side of the expert, as it was shown. */
  validate(actor: Actor, studySlug: string, id: string, print: string): Promise<Result<null>>;
  takeBack(actor: Actor, studySlug: string, id: string): Promise<Result<null>>;
}

export type StatementContext = CommandContext & { readonly study: Study; readonly acting: Actor };

/** Runs a change of one statement, for those who may write or validate it. */
export type ChangeStatement<Stored> = (
  actor: Actor,
  studySlug: string,
  needs: 'study.themes-edit' | 'study.themes-validate',
  id: string,
  change: (context: StatementContext, statement: Stored) => Promise<Result<null>>
) => Promise<Result<null>>;

export function changeStatementOf<Input, Stored extends Statement>(
  tools: CommandDeps,
  { owner, find }: Pick<StatementKind<Input, Stored>, 'owner' | 'find'>
): ChangeStatement<Stored> {
  return (actor, studySlug, needs, id, change) =>
    runCommand(tools, async (context) => {
      const authorized = await authorizeStudyCommand(context.trx, actor, studySlug, needs);
      if (!authorized.ok) return authorized;
      const { study, acting } = authorized.value;
      const statement = await find(context.trx, study, id);
      if (!statement) return refuse('not-found');
      return withPublication(context, acting, study, { kind: owner, id }, () =>
        change({ ...context, study, acting }, statement)
      );
    });
}

export function statementCommands<Input, Stored extends Statement>(
  tools: CommandDeps,
  kind: StatementKind<Input, Stored>
): StatementCommands<Input> {
  const { owner, facts } = kind;
  const { db } = tools.store;
  const changeStatement = changeStatementOf(tools, kind);

  const append = (
    { appendEvent, study, acting }: StatementContext,
    act: 'added' | 'changed' | 'removed' | 'validated' | 'validation-taken-back',
    id: string,
    payload: Readonly<Record<string, string>>
  ): Promise<void> =>
    appendEvent(study.id, acting, {
      kind: `${owner}.${act}`,
      needs: 'study.themes',
      payload: { [`${owner}Id`]: id, ...payload }
    });

  return {
    add: (actor, studySlug, input) =>
      runCommand(tools, async (context) => {
        const { trx, at } = context;
        const authorized = await authorizeStudyCommand(trx, actor, studySlug, 'study.themes-edit');
        if (!authorized.ok) return authorized;
        const { study, acting } = authorized.value;
        const checked = await kind.validate(trx, study, input);
        if (!checked.ok) return checked;
        if ((await countStatements(trx, owner, study.id)) >= kind.most) return refuse('too-many');
        const id = tools.newId();
        await kind.insert(trx, { id, studyId: study.id, userId: actor.userId, at }, checked.value);
        await append({ ...context, study, acting }, 'added', id, facts(input));
        return ok({ id });
      }),

    change: (actor, studySlug, { id, version }, input) =>
      changeStatement(actor, studySlug, 'study.themes-edit', id, async (context, before) => {
        const checked = await kind.validate(context.trx, context.study, input);
        if (!checked.ok) return checked;
        const saved = await kind.update(context.trx, before, version, checked.value);
        if (!saved.ok) return saved;
        await append(context, 'changed', id, facts(input));
        return ok(null);
      }),

    remove: (actor, studySlug, { id, version }) =>
      changeStatement(actor, studySlug, 'study.themes-edit', id, async (context, statement) => {
        if (!(await removeStatement(context.trx, owner, { id, version }, context.at))) return refuse('stale');
        await append(context, 'removed', id, facts(statement));
        return ok(null);
      }),

    validate: async (actor, studySlug, id, print) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.themes-validate');
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const before = await kind.find(db, study, id);
      if (!before) return refuse('not-found');
      // The texts are read before the transaction, in which nothing waits for them.
      const lacks = await kind.lacks(study, before, actor.userId);
      return changeStatement(actor, studySlug, 'study.themes-validate', id, async (context, statement) => {
        if (statement.print !== print || before.print !== print) return refuse('content-changed');
        if (lacks.length > 0) return refuse('requirements-open');
        const sideId = sideOf(context.acting);
        if (sideId === undefined) return refuse('side-required');
        const { trx, at } = context;
        const validation = { ownerId: id, studyId: study.id, sideId, userId: actor.userId, at, print };
        await saveValidation(trx, owner, validation);
        await append(context, 'validated', id, { ...facts(statement), sideId, print });
        return ok(null);
      });
    },

    takeBack: (actor, studySlug, id) =>
      changeStatement(actor, studySlug, 'study.themes-validate', id, async (context, statement) => {
        const sideId = sideOf(context.acting);
        if (sideId === undefined || !statement.validations.some((one) => one.sideId === sideId))
          return refuse('not-found');
        await deleteValidation(context.trx, owner, { ownerId: id, sideId });
        await append(context, 'validation-taken-back', id, { ...facts(statement), sideId });
        return ok(null);
      })
  };
}

const sideOf = (acting: Actor): string | undefined =>
  acting.grants.find(({ sideId }) => sideId !== null)?.sideId ?? undefined;
