/**
 * Makes reads: what a page, an export or the API gets of a subject, by a principal with the right to it. Within one request
 * a subject is found once (store/request-reads.ts).
 */
import type { Result } from '#base/refusal.ts';
import type { Db, Store } from '#server/store/open.ts';
import { madeOnce } from '#server/store/request-reads.ts';
import { authorizeEarly, splitArguments } from './command.ts';
import type { Authorized } from './command-spec.ts';
import { asResult } from './refused.ts';
import { noteRead } from './registry.ts';
import { isPerson, typed, type AbilityOf, type AnySubject, type KeyOf, type WhoOf } from './subject.ts';

export interface Reading<D, S extends AnySubject> extends Authorized<S> {
  readonly deps: D;
  readonly db: Db;
}

export interface ReadSpec<S extends AnySubject> {
  readonly name: string;
  readonly subject: S;
  /** Names the ability, or several of which one is enough; without it one who sees the subject reads it. */
  readonly needs?: AbilityOf<S> | readonly AbilityOf<S>[];
  /** Makes it once in a request for one principal: what many parts of a page ask for. Its input is compared as JSON. */
  readonly isShared?: boolean;
}

export interface Read<D, S extends AnySubject, Input extends readonly unknown[], T> {
  readonly name: string;
  readonly subject: S;
  readonly needs: readonly AbilityOf<S>[];
  readonly bindTo: (deps: D) => BoundRead<S, Input, T>;
}

export type BoundRead<S extends AnySubject, Input extends readonly unknown[], T> = (
  who: WhoOf<S>,
  ...keyAndInput: readonly [...KeyOf<S>, ...Input]
) => Promise<Result<T>>;

/** Returns `read` for the dependencies of an area. */
export const readsOf =
  <D extends { readonly store: Pick<Store, 'db'> }>() =>
  <S extends AnySubject, Input extends readonly unknown[], T>(
    { name, subject, needs: wanted = [typed(subject).sees], isShared = false }: ReadSpec<S>,
    run: (reading: Reading<D, S>, ...input: Input) => Promise<T>
  ): Read<D, S, Input, T> => {
    const needs = (Array.isArray(wanted) ? wanted : [wanted]) as readonly AbilityOf<S>[];
    const made: Read<D, S, Input, T> = {
      name,
      subject,
      needs,
      bindTo:
        (deps) =>
        (who, ...args) => {
          const { db } = deps.store;
          const make = (): Promise<Result<T>> =>
            asResult(async () => {
              const { key, input } = splitArguments<KeyOf<S>, Input>(subject.keyParts, args);
              return run({ ...(await authorizeEarly(db, subject, needs, { who, key })), deps, db }, ...input);
            });
          return isShared && isPerson(who)
            ? madeOnce(db, who, JSON.stringify([name, ...args]), make)
            : make();
        }
    };
    noteRead(made);
    return made;
  };
