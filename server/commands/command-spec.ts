/** Declares what a command is made of: its subject, rights, locks and preparation, and what its decision is given. */
import type { Transaction } from 'kysely';
import type { Actor, Grant } from '#base/permissions.ts';
import type { GatheredEvent } from '#lib/events/kinds.ts';
import type { Result } from '#base/refusal.ts';
import type { Db } from '#server/store/open.ts';
import type { Schema } from '#server/store/schema.ts';
import type { Lock } from './locks.ts';
import type { CommandContext } from './run-command.ts';
import type { AbilityOf, AnySubject, KeyOf, LoadedOf, LocksOf, WhoOf } from './subject.ts';

/** Holds what was found of a subject, and what the principal may do with it. */
export interface Authorized<S extends AnySubject> {
  readonly subject: LoadedOf<S>;
  /** Holds the principal with the roles held now. */
  readonly actor: WhoOf<S>;
  /** Lists the roles in the study of the subject. */
  readonly grants: readonly Grant[];
  readonly abilities: ReadonlySet<AbilityOf<S>>;
}

export interface Preparation<D, S extends AnySubject> extends Authorized<S> {
  readonly deps: D;
  readonly db: Db;
  /** Says that there is no further attempt where what was prepared is outdated by then. */
  readonly isLast: boolean;
}

export interface Decision<D, S extends AnySubject, Prepared> extends Authorized<S>, CommandContext {
  readonly deps: D;
  readonly trx: Transaction<Schema>;
  readonly prepared: Prepared;
  /** Holds the person in the roles that allow it, so that the log says in which one it was done; null for others. */
  readonly acting: ActingOf<S>;
  /** Gathers an event of the subject's study, by `acting`. */
  readonly append: (event: GatheredEvent) => void;
  /** Judges an ability that depends on the input; returns the person in the roles that allow it. */
  readonly authorize: (ability: AbilityOf<S>) => ActingOf<S>;
}

export type ActingOf<S extends AnySubject> = WhoOf<S> extends Actor ? Actor : Actor | null;

type LocksFor<S extends AnySubject, Input extends readonly unknown[]> =
  | readonly LocksOf<S>[]
  | ((
      about: Authorized<S> & { readonly db: Db },
      ...input: Input
    ) => readonly Lock[] | Promise<readonly Lock[]>);

export interface CommandSpec<D, S extends AnySubject, Input extends readonly unknown[], Prepared> {
  /** Names it in logs, metrics and tests: area and act, such as `coding.give-task`. */
  readonly name: string;
  readonly subject: S;
  /** Of several, one is enough to begin, and `authorize` says which. */
  readonly needs: AbilityOf<S> | readonly AbilityOf<S>[];
  /**
   * Names rows of the subject to lock, or computes which; what it computes is compared under the locks, and the command
   * begins again where it is more by then.
   */
  readonly locks?: LocksFor<S, Input>;
  /** Makes what is slow, before the transaction. It rests on what was read before: `run` compares it (`outdated`). */
  readonly prepare?: (preparation: Preparation<D, S>, ...input: Input) => Promise<Prepared>;
}

export interface Command<D, S extends AnySubject, Input extends readonly unknown[], T> {
  readonly name: string;
  readonly subject: S;
  readonly needs: readonly AbilityOf<S>[];
  readonly bindTo: (deps: D) => BoundCommand<S, Input, T>;
}

export interface BoundCommand<S extends AnySubject, Input extends readonly unknown[], T> {
  (who: WhoOf<S>, ...keyAndInput: readonly [...KeyOf<S>, ...Input]): Promise<Result<T>>;
  /** Authorizes a principal to begin, before the input is read. */
  readonly mayBegin: (who: WhoOf<S>, ...key: KeyOf<S>) => Promise<Result<null>>;
  readonly commandName: string;
}
