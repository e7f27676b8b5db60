/**
 * Makes commands: the only way in which rows change. A command is data and a function. The data say what it is about, what
 * it needs and which rows it locks; everything that is the same for all is done here, in this order:
 *
 * 1. find and authorize outside of any transaction: a stranger takes no lock, no worker and no write;
 * 2. `prepare`, where something is slow: a worker, a file, another service;
 * 3. the declared locks in their order, with the principal's account for share (locks.ts); then time, rights and subject
 *    are read again, and judged again;
 * 4. `run`, which decides, saves and gathers events; a refusal is thrown in it and rolls back;
 * 5. the events are chained and stored, the transaction is committed, and signals follow.
 */
import type { Transaction } from 'kysely';
import { grantsIn, type Abilities, type Ability, type Actor, type Grant } from '#domain/permissions.ts';
import type { DomainEvent } from '#domain/events.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { listGrantsOfUser } from '../store/grants.ts';
import type { Db } from '../store/open.ts';
import { administersNow } from '../store/pauses.ts';
import type { Schema } from '../store/schema.ts';
import { findUser } from '../store/users.ts';
import { areHeld, inOrder, takeLocks, type Lock } from './locks.ts';
import { asResult, Refused, RefusedAfter, refused } from './refused.ts';
import { noteCommand } from './registry.ts';
import { runCommand, type CommandContext, type CommandDeps } from './run-command.ts';
import type { Repeatable } from './submissions.ts';
import {
  isPerson,
  type AbilityOf,
  type AnySubject,
  type KeyOf,
  type LoadedOf,
  type LocksOf,
  type Principal,
  type WhoOf
} from './subject.ts';

/** Holds what was found and judged about a subject. */
export interface Judged<S extends AnySubject> {
  readonly subject: LoadedOf<S>;
  /** Holds the principal with the roles held now. */
  readonly actor: WhoOf<S>;
  /** Lists the roles in the study of the subject. */
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<AbilityOf<S>>;
}

export interface Preparation<D, S extends AnySubject> extends Judged<S> {
  readonly deps: D;
  readonly db: Db;
  /** Says that there is no further attempt where what was prepared is outdated by then. */
  readonly isLast: boolean;
}

export interface Decision<D, S extends AnySubject, Prepared> extends Judged<S>, CommandContext {
  readonly deps: D;
  readonly trx: Transaction<Schema>;
  readonly prepared: Prepared;
  /** Holds the person in the roles that allow it, so that the log says in which one it was done; null for others. */
  readonly acting: ActingOf<S>;
  /** Gathers an event of the subject's study, by `acting`. */
  readonly append: (event: DomainEvent) => void;
  /** Judges an ability that depends on the input; returns the person in the roles that allow it. */
  readonly require: (ability: AbilityOf<S>) => ActingOf<S>;
}

type ActingOf<S extends AnySubject> = WhoOf<S> extends Actor ? Actor : Actor | null;

type LocksFor<S extends AnySubject, Input extends readonly unknown[]> =
  | readonly LocksOf<S>[]
  | ((about: Judged<S> & { readonly db: Db }, ...input: Input) => readonly Lock[] | Promise<readonly Lock[]>);

export interface CommandSpec<D, S extends AnySubject, Input extends readonly unknown[], Prepared> {
  /** Names it in logs, metrics and tests: area and act, such as `coding.give-task`. */
  readonly name: string;
  readonly subject: S;
  /** Names the ability; of several, one is enough to begin, and `require` judges which. */
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
  /** Judges whether the principal may begin, before the input is read. */
  readonly mayBegin: (who: WhoOf<S>, ...key: KeyOf<S>) => Promise<Result<null>>;
}

/** Reports that what a command rests on has changed meanwhile: it begins again. */
class Outdated extends Error {
  override readonly name = 'Outdated';
}

/** Makes the error with which `run` has its command begin again; after the last attempt it is refused as `stale`. */
export const outdated = (): Error => new Outdated();

const mostAttempts = 3;

type Run<D, S extends AnySubject, Input extends readonly unknown[], Prepared, T> = (
  decision: Decision<D, S, Prepared>,
  ...input: Input
) => Promise<T | RefusedAfter>;

/** Returns `command` for the dependencies of an area. */
export const commandsOf =
  <D extends CommandDeps>() =>
  <S extends AnySubject, Input extends readonly unknown[], T, Prepared = undefined>(
    spec: CommandSpec<D, S, Input, Prepared>,
    run: Run<D, S, Input, Prepared, T>,
    /** Names what of the result a repeated submission gets; without it ids, numbers and truths (submissions.ts). */
    repeatable?: Repeatable<T>
  ): Command<D, S, Input, T> => {
    const needs = (Array.isArray(spec.needs) ? spec.needs : [spec.needs]) as readonly AbilityOf<S>[];
    const { name, subject } = spec;
    const split = (args: readonly unknown[]): { readonly key: KeyOf<S>; readonly input: Input } => ({
      key: args.slice(0, subject.keyParts) as unknown as KeyOf<S>,
      input: args.slice(subject.keyParts) as unknown as Input
    });
    const made: Command<D, S, Input, T> = {
      name,
      subject,
      needs,
      bindTo: (deps) =>
        Object.assign(
          (who: WhoOf<S>, ...args: readonly unknown[]) =>
            execute({ deps, spec, needs, run, repeatable }, who, split(args)),
          {
            mayBegin: async (who: WhoOf<S>, ...key: KeyOf<S>): Promise<Result<null>> => {
              const judged = await asResult(() => judgeEarly(deps.store.db, spec, needs, who, key));
              return judged.ok ? ok(null) : judged;
            }
          }
        )
    };
    noteCommand(made);
    return made;
  };

interface Making<D, S extends AnySubject, Input extends readonly unknown[], Prepared, T> {
  readonly deps: D;
  readonly spec: CommandSpec<D, S, Input, Prepared>;
  readonly needs: readonly AbilityOf<S>[];
  readonly run: Run<D, S, Input, Prepared, T>;
  readonly repeatable: Repeatable<T> | undefined;
}

async function execute<D extends CommandDeps, S extends AnySubject, Input extends readonly unknown[], P, T>(
  making: Making<D, S, Input, P, T>,
  who: WhoOf<S>,
  { key, input }: { readonly key: KeyOf<S>; readonly input: Input }
): Promise<Result<T>> {
  const { deps, spec, needs } = making;
  const { db } = deps.store;
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === mostAttempts;
    const prepared = await asResult(async () => {
      const early = await judgeEarly(db, spec, needs, who, key);
      return { early, made: (await spec.prepare?.({ ...early, deps, db, isLast }, ...input)) as P };
    });
    if (!prepared.ok) return prepared;
    try {
      return await transact(making, { ...prepared.value, key, input });
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      if (isLast) return refuse('stale');
    }
  }
}

async function transact<D extends CommandDeps, S extends AnySubject, Input extends readonly unknown[], P, T>(
  { deps, spec, needs, run, repeatable }: Making<D, S, Input, P, T>,
  {
    early,
    made,
    key,
    input
  }: { readonly early: Judged<S>; readonly made: P; readonly key: KeyOf<S>; readonly input: Input }
): Promise<Result<T>> {
  const { engine } = deps.store;
  let refusedNow: RefusedAfter | null = null;
  const outcome = await runCommand<T>(
    deps,
    async (context) => {
      const { trx } = context;
      const held = inOrder([...(await locksFor(spec, trx, early, input)), ...sharedBy(early.actor)]);
      await takeLocks(trx, engine, held);
      context.takeTime();
      const judged = judge(
        spec,
        needs,
        (await asNow(trx, early.actor)) as WhoOf<S>,
        await found(trx, spec.subject, key)
      );
      if (!areHeld(held, await locksFor(spec, trx, judged, input))) throw new Outdated();
      const acting = actingIn(spec.subject, judged, needs);
      const studyId = spec.subject.studyOf(judged.subject);
      const decided = await run(
        {
          ...judged,
          deps,
          trx,
          prepared: made,
          acting,
          get at() {
            return context.at;
          },
          takeTime: context.takeTime,
          appendEvent: context.appendEvent,
          signalAfterCommit: context.signalAfterCommit,
          append: (event) => {
            if (studyId === null) throw new Error(`${spec.name} is about no study`);
            void context.appendEvent(studyId, acting, event);
          },
          require: (ability) => {
            if (!judged.abilities.has(ability)) throw refused(whyNot(spec.subject, judged, [ability]));
            return actingIn(spec.subject, judged, [ability]);
          }
        },
        ...input
      );
      if (!(decided instanceof RefusedAfter)) return ok(decided);
      refusedNow = decided;
      return ok(undefined as T);
    },
    repeatable
  );
  const after = refusedNow as RefusedAfter | null;
  return after ? { ok: false, refusal: after.refusal } : outcome;
}

const sharedBy = (who: Principal): readonly Lock[] =>
  isPerson(who) ? [{ kind: 'shared-person', id: who.userId }] : [];

async function locksFor<D, S extends AnySubject, Input extends readonly unknown[], P>(
  { subject, locks = [] }: CommandSpec<D, S, Input, P>,
  db: Db,
  judged: Judged<S>,
  input: Input
): Promise<readonly Lock[]> {
  if (typeof locks === 'function') return locks({ ...judged, db }, ...input);
  const ofSubject = subject.locks as Readonly<Record<string, (loaded: LoadedOf<S>) => Lock>>;
  return locks.map((name) => {
    const lock = ofSubject[name];
    if (!lock) throw new Error(`${subject.name} has no ${name} to lock`);
    return lock(judged.subject);
  });
}

/** Returns a principal with the roles and the rights held now; `signed-out` where the account is gone or suspended. */
async function asNow(db: Db, who: Principal): Promise<Principal> {
  if (!isPerson(who)) return who;
  const user = await findUser(db, who.userId);
  if (!user || user.suspendedAt !== null) throw refused('signed-out');
  return {
    ...who,
    isAdministrator: await administersNow(db, user),
    grants: await listGrantsOfUser(db, who.userId)
  };
}

async function found<S extends AnySubject>(db: Db, subject: S, key: KeyOf<S>): Promise<LoadedOf<S>> {
  const loaded = (await subject.find(db, ...(key as readonly unknown[]))) as LoadedOf<S> | undefined;
  if (loaded === undefined) throw refused('not-found');
  return loaded;
}

/** Judges on the roles of the session; a principal whom they do not allow it is judged on those held now. */
export async function judgeEarly<S extends AnySubject>(
  db: Db,
  spec: { readonly subject: S },
  needs: readonly AbilityOf<S>[],
  who: WhoOf<S>,
  key: KeyOf<S>
): Promise<Judged<S>> {
  const loaded = await found(db, spec.subject, key);
  try {
    return judge(spec, needs, who, loaded);
  } catch (error) {
    if (!(error instanceof Refused) || !isPerson(who)) throw error;
    return judge(spec, needs, (await asNow(db, who)) as WhoOf<S>, loaded);
  }
}

function judge<S extends AnySubject>(
  { subject }: { readonly subject: S },
  needs: readonly AbilityOf<S>[],
  actor: WhoOf<S>,
  loaded: LoadedOf<S>
): Judged<S> {
  const abilities = subject.abilities(actor, loaded) as Abilities<AbilityOf<S>>;
  if (!abilities.has(subject.sees as AbilityOf<S>)) throw refused('not-found');
  const studyId = subject.studyOf(loaded);
  const judged: Judged<S> = {
    subject: loaded,
    actor,
    abilities,
    grants: studyId !== null && isPerson(actor) ? grantsIn(actor, studyId) : []
  };
  if (!needs.some((ability) => abilities.has(ability))) throw refused(whyNot(subject, judged, needs));
  return judged;
}

const whyNot = <S extends AnySubject>(
  subject: S,
  { actor, subject: loaded }: Judged<S>,
  needs: readonly Ability[]
) => subject.whyNot?.(actor, loaded, needs) ?? 'forbidden';

/** Returns a person in the roles that allow one of these; null for other principals. */
function actingIn<S extends AnySubject>(
  subject: S,
  { actor, subject: loaded, grants }: Judged<S>,
  needs: readonly AbilityOf<S>[]
): ActingOf<S> {
  if (!isPerson(actor as Principal)) return null as ActingOf<S>;
  const person = actor as Actor;
  const allowing = grants.filter((grant) => {
    const abilities = subject.abilities({ ...person, grants: [grant] }, loaded) as Abilities<AbilityOf<S>>;
    return needs.some((ability) => abilities.has(ability));
  });
  return { ...person, grants: allowing } as ActingOf<S>;
}
