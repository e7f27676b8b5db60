/**
 * Writes the statements of the study, which are the cards of good practices, the trends and the challenges.
 * Somebody adds, changes or removes one; an expert of each side validates it as it is. Whatever publishes a
 * statement, or takes its publication back, is told to everyone in the study.
 */
import type { FactOf } from '#lib/events/kinds.ts';
import { validationSide } from '#base/grant-duties.ts';
import type { Validation } from '#rules/practices/practice.ts';
import type { Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { countStatements, deleteValidation, removeStatement, saveValidation } from '../store/statements.ts';
import type { OwnerKind } from '../store/supports.ts';
import { studySubject } from '#areas/study';
import { withPublication } from '../supports/owners.ts';
import type { CitedContent } from '../supports/cited-content.ts';

export interface SeenStatement {
  readonly id: string;
  readonly version: number;
}

export interface Statement extends SeenStatement {
  readonly validations: readonly Validation[];
  /** Fingerprint of what a validation is about: the statement, and what it rests on. */
  readonly print: string;
}

export interface StatementKind<Input, Stored extends Statement> {
  readonly owner: OwnerKind;
  /** Limits the statements of this kind in a study; those that were removed count. */
  readonly most: number;
  readonly find: (db: Db, study: Study, id: string) => Promise<Stored | undefined>;
  readonly validate: (trx: Db, study: Study, input: Input) => Promise<Result<Input>>;
  readonly insert: (trx: Db, added: Added, input: Input) => Promise<void>;
  /** `version` is the one that its editor has seen; `stale` where it is another by now. */
  readonly update: (trx: Db, before: Stored, version: number, input: Input) => Promise<Result<null>>;
  /** Lists what keeps a statement from being validated. */
  readonly lacks: (
    tools: { readonly db: Db; readonly citedContent: CitedContent },
    study: Study,
    statement: Stored,
    requester: string
  ) => Promise<readonly string[]>;
  readonly facts: StatementFacts<Input | Stored>;
}

interface StatementFacts<About> {
  readonly edited: (
    act: 'added' | 'changed' | 'removed',
    id: string,
    statement: About
  ) => FactOf<`${OwnerKind}.${'added' | 'changed' | 'removed'}`>;
  readonly validated: (
    id: string,
    statement: About,
    by: { readonly sideId: string; readonly print: string }
  ) => FactOf<`${OwnerKind}.validated`>;
  readonly takenBack: (
    id: string,
    statement: About,
    by: { readonly sideId: string }
  ) => FactOf<`${OwnerKind}.validation-taken-back`>;
}

export interface Added {
  readonly id: string;
  readonly studyId: Study['id'];
  readonly userId: string;
  readonly at: string;
}

export interface StatementTools extends CommandDeps {
  readonly citedContent: CitedContent;
}

type StatementDecision = Decision<StatementTools, typeof studySubject, unknown>;

const command = commandsOf<StatementTools>();

/** The study is locked: whether a statement is published depends on what others validate at the same time. */
export function statementCommands<Input, Stored extends Statement>(kind: StatementKind<Input, Stored>) {
  const { owner, facts } = kind;
  const editing = { subject: studySubject, needs: 'study.themes-edit', locks: ['study'] } as const;
  const validating = { ...editing, needs: 'study.themes-validate' } as const;

  const log = (
    { append }: StatementDecision,
    fact: ReturnType<StatementFacts<Stored>[keyof StatementFacts<Stored>]>
  ): void => append({ ...fact, needs: 'study.themes' });

  const changing = async (
    decision: StatementDecision,
    id: string,
    change: (statement: Stored) => Promise<void>
  ): Promise<null> => {
    const { study } = decision.subject;
    const statement = await kind.find(decision.trx, study, id);
    if (!statement) throw refused('not-found');
    await withPublication(decision, decision.acting, study, { kind: owner, id }, () => change(statement));
    return null;
  };

  return {
    add: command({ name: `${owner}.add`, ...editing }, async (decision, input: Input) => {
      const { trx, at, deps, actor, subject } = decision;
      const { study } = subject;
      const checked = take(await kind.validate(trx, study, input));
      if ((await countStatements(trx, owner, study.id)) >= kind.most) throw refused('too-many');
      const id = deps.newId();
      await kind.insert(trx, { id, studyId: study.id, userId: actor.userId, at }, checked);
      log(decision, facts.edited('added', id, input));
      return { id };
    }),

    change: command(
      { name: `${owner}.change`, ...editing },
      (decision, { id, version }: SeenStatement, input: Input) =>
        changing(decision, id, async (before) => {
          const checked = take(await kind.validate(decision.trx, decision.subject.study, input));
          take(await kind.update(decision.trx, before, version, checked));
          log(decision, facts.edited('changed', id, input));
        })
    ),

    remove: command({ name: `${owner}.remove`, ...editing }, (decision, { id, version }: SeenStatement) =>
      changing(decision, id, async (statement) => {
        if (!(await removeStatement(decision.trx, owner, { id, version }, decision.at)))
          throw refused('stale');
        log(decision, facts.edited('removed', id, statement));
      })
    ),

    /** Validates a statement for the side of the expert, as it was shown. */
    validate: command(
      {
        name: `${owner}.validate`,
        ...validating,
        // The texts are read before the transaction, in which nothing waits for them.
        prepare: async ({ db, deps, subject: { study }, actor }, id: string, _print: string) => {
          const before = await kind.find(db, study, id);
          if (!before) throw refused('not-found');
          const { citedContent } = deps;
          const lacks = await kind.lacks({ db, citedContent }, study, before, actor.userId);
          return { print: before.print, lacks };
        }
      },
      (decision, id: string, print: string) =>
        changing(decision, id, async (statement) => {
          const { trx, at, actor, acting, subject, prepared } = decision;
          if (statement.print !== print || prepared.print !== print) throw refused('content-changed');
          if (prepared.lacks.length > 0) throw refused('requirements-open');
          const sideId = validationSide(acting.grants);
          if (sideId === null) throw refused('side-required');
          const studyId = subject.study.id;
          await saveValidation(trx, owner, { ownerId: id, studyId, sideId, userId: actor.userId, at, print });
          log(decision, facts.validated(id, statement, { sideId, print }));
        })
    ),

    takeBack: command({ name: `${owner}.take-back`, ...validating }, (decision, id: string) =>
      changing(decision, id, async (statement) => {
        const sideId = validationSide(decision.acting.grants);
        if (sideId === null || !statement.validations.some((one) => one.sideId === sideId))
          throw refused('not-found');
        await deleteValidation(decision.trx, owner, { ownerId: id, sideId });
        log(decision, facts.takenBack(id, statement, { sideId }));
      })
    )
  };
}
