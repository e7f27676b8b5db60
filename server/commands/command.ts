/**
 * Makes commands: the only way in which rows change. A command is data and a function. The data say what it is about, what
 * it needs and which rows it locks; everything that is the same for all is done here, in this order:
 *
 * 1. find and authorize outside of any transaction: a stranger takes no lock, no worker and no write;
 * 2. `prepare`, where something is slow: a worker, a file, another service;
 * 3. the declared locks in their order, with the principal's account for share (locks.ts); then time, rights and subject
 *    are read again, and authorized again;
 * 4. `run`, which decides, saves and gathers events; a refusal is thrown in it and rolls back;
 * 5. hearers of the gathered events run (hearers.ts), the events are chained and stored, the transaction is committed, and
 *    signals follow.
 */
import { grantsIn } from '#base/permissions.ts';
import { ok, refuse, type RefusalCode, type Result } from '#base/refusal.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import type { Db } from '#server/store/open.ts';
import { administersNow } from '#server/auth/pauses.ts';
import { madeOnce } from '#server/store/request-reads.ts';
import { findUser } from '#server/auth/users.ts';
import { areHeld, inOrder, takeLocks, type Lock } from './locks.ts';
import { asResult, Refused, RefusedAfter, refused } from './refused.ts';
import { noteCommand } from './registry.ts';
import { runCommand, type CommandDeps } from './run-command.ts';
import type { Repeatable } from './submissions.ts';
import {
  isPerson,
  typed,
  type AbilityOf,
  type AnySubject,
  type KeyOf,
  type LoadedOf,
  type Principal,
  type WhoOf
} from './subject.ts';
import type { Authorized, Decision, CommandSpec, Command, ActingOf } from './command-spec.ts';

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
  <S extends AnySubject, Input extends readonly unknown[] = [], T = null, Prepared = undefined>(
    spec: CommandSpec<D, S, Input, Prepared>,
    run: Run<D, S, Input, Prepared, T>,
    /** Names what of the result a repeated submission gets; without it ids, numbers and truths (submissions.ts). */
    repeatable?: Repeatable<T>
  ): Command<D, S, Input, T> => {
    const needs = (Array.isArray(spec.needs) ? spec.needs : [spec.needs]) as readonly AbilityOf<S>[];
    const { name, subject } = spec;
    const made: Command<D, S, Input, T> = {
      name,
      subject,
      needs,
      bindTo: (deps) =>
        Object.assign(
          (who: WhoOf<S>, ...args: readonly [...KeyOf<S>, ...Input]) =>
            execute(
              { deps, spec, needs, run, repeatable },
              who,
              splitArguments<KeyOf<S>, Input>(subject.keyParts, args)
            ),
          {
            mayBegin: async (who: WhoOf<S>, ...key: KeyOf<S>): Promise<Result<null>> => {
              const authorized = await asResult(() =>
                authorizeEarly(deps.store.db, subject, needs, { who, key })
              );
              return authorized.ok ? ok(null) : authorized;
            },
            commandName: name
          }
        )
    };
    noteCommand(made);
    return made;
  };

/** Splits what follows the principal into the key of the subject and the input. */
export const splitArguments = <Key extends readonly unknown[], Input extends readonly unknown[]>(
  keyParts: number,
  args: readonly [...Key, ...Input]
): { readonly key: Key; readonly input: Input } => ({
  key: args.slice(0, keyParts) as unknown as Key,
  input: args.slice(keyParts) as unknown as Input
});

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
      const early = await authorizeEarly(db, spec.subject, needs, { who, key });
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
  }: { readonly early: Authorized<S>; readonly made: P; readonly key: KeyOf<S>; readonly input: Input }
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
      const authorized = authorize(
        spec.subject,
        needs,
        (await asNow(trx, early.actor)) as WhoOf<S>,
        await found(trx, spec.subject, key)
      );
      if (!areHeld(held, await locksFor(spec, trx, authorized, input))) throw new Outdated();
      const acting = actingIn(spec.subject, authorized, needs);
      const studyId = typed(spec.subject).studyOf(authorized.subject);
      const decided = await run(
        {
          ...authorized,
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
          authorize: (ability) => {
            if (!authorized.abilities.has(ability))
              throw refused(whyNot(spec.subject, authorized, [ability]));
            return actingIn(spec.subject, authorized, [ability]);
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
  authorized: Authorized<S>,
  input: Input
): Promise<readonly Lock[]> {
  if (typeof locks === 'function') return locks({ ...authorized, db }, ...input);
  return locks.map((name) => typed(subject).locks[name](authorized.subject));
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
  const loaded = await madeOnce(db, subject.find, JSON.stringify(key), () => typed(subject).find(db, ...key));
  if (loaded === undefined) throw refused('not-found');
  return loaded;
}

/** Judges on the roles of the session; a person whom they do not allow it is authorized on those held now. */
export async function authorizeEarly<S extends AnySubject>(
  db: Db,
  subject: S,
  needs: readonly AbilityOf<S>[],
  { who, key }: { readonly who: WhoOf<S>; readonly key: KeyOf<S> }
): Promise<Authorized<S>> {
  const loaded = await found(db, subject, key);
  try {
    return authorize(subject, needs, who, loaded);
  } catch (error) {
    if (!(error instanceof Refused) || !isPerson(who)) throw error;
    return authorize(subject, needs, (await asNow(db, who)) as WhoOf<S>, loaded);
  }
}

function authorize<S extends AnySubject>(
  subject: S,
  needs: readonly AbilityOf<S>[],
  actor: WhoOf<S>,
  loaded: LoadedOf<S>
): Authorized<S> {
  const { abilities: abilitiesOf, sees, studyOf } = typed(subject);
  const abilities = abilitiesOf(actor, loaded);
  if (!abilities.has(sees)) throw refused('not-found');
  const studyId = studyOf(loaded);
  const grants = studyId !== null && isPerson(actor) ? grantsIn(actor, studyId) : [];
  const authorized: Authorized<S> = { subject: loaded, actor, abilities, grants };
  if (!needs.some((ability) => abilities.has(ability))) throw refused(whyNot(subject, authorized, needs));
  return authorized;
}

const whyNot = <S extends AnySubject>(
  subject: S,
  { actor, subject: loaded }: Authorized<S>,
  needs: readonly AbilityOf<S>[]
): RefusalCode => typed(subject).whyNot?.(actor, loaded, needs) ?? 'forbidden';

/** Returns a person in the roles that allow one of these; null for other principals. */
function actingIn<S extends AnySubject>(
  subject: S,
  { actor, subject: loaded, grants }: Authorized<S>,
  needs: readonly AbilityOf<S>[]
): ActingOf<S> {
  const person: Principal = actor;
  if (!isPerson(person)) return null as ActingOf<S>;
  const allowing = grants.filter((grant) => {
    const abilities = typed(subject).abilities({ ...person, grants: [grant] } as WhoOf<S>, loaded);
    return needs.some((ability) => abilities.has(ability));
  });
  return { ...person, grants: allowing };
}
