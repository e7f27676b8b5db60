/** Binds commands and reads to their dependencies, once, where the app is built. */

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
