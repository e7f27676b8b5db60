/** Binds commands and reads to their dependencies, once, where the app is built. */
import { ok } from '#base/refusal.ts';
import type { BoundCommand } from './command-spec.ts';
import type { AnySubject, KeyOf, WhoOf } from './subject.ts';

interface Bindable<D> {
  readonly bindTo: (deps: D) => unknown;
}

type BoundTo<Group extends Readonly<Record<string, { readonly bindTo: (deps: never) => unknown }>>> = {
  readonly [Name in keyof Group]: ReturnType<Group[Name]['bindTo']>;
};

/** Returns the functions of an area by name: `(who, ...key, ...input) => Promise<Result>`. */
export const bind = <D, Group extends Readonly<Record<string, Bindable<D>>>>(
  deps: D,
  group: Group
): BoundTo<Group> =>
  Object.fromEntries(Object.entries(group).map(([name, one]) => [name, one.bindTo(deps)])) as BoundTo<Group>;

/** Returns a bound command whose result is made of what it gives, once it is committed. */
export const thenGive = <S extends AnySubject, Input extends readonly unknown[], T, U>(
  bound: BoundCommand<S, Input, T>,
  give: (value: T, who: WhoOf<S>, ...keyAndInput: readonly [...KeyOf<S>, ...Input]) => U | Promise<U>
): BoundCommand<S, Input, U> =>
  Object.assign(
    async (who: WhoOf<S>, ...keyAndInput: readonly [...KeyOf<S>, ...Input]) => {
      const outcome = await bound(who, ...keyAndInput);
      return outcome.ok ? ok(await give(outcome.value, who, ...keyAndInput)) : outcome;
    },
    { mayBegin: bound.mayBegin, commandName: bound.commandName }
  );

/** Returns a bound command after which something else is done, once it is committed: a line of the log. */
export const thenDo = <S extends AnySubject, Input extends readonly unknown[], T>(
  bound: BoundCommand<S, Input, T>,
  then: (value: T, who: WhoOf<S>, ...keyAndInput: readonly [...KeyOf<S>, ...Input]) => unknown
): BoundCommand<S, Input, T> =>
  thenGive(bound, async (value, ...rest) => {
    await then(value, ...rest);
    return value;
  });
