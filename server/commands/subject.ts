/**
 * Says what a command or a read is about: how it is found by its key, what a principal may do with it, and which rows
 * belong to it. Each area states its subjects; `command` and `read` ask nothing else.
 */
import type { StudyId } from '#base/ids.ts';
import type { Actor, Viewpoint } from '#base/permissions.ts';
import type { RefusalCode } from '#base/refusal.ts';
import type { Db } from '#server/store/open.ts';
import type { Lock } from './locks.ts';

/** Holds the bearer of a link, who has no account. */
export interface LinkHolder {
  /** Holds the hash of the link's token. */
  readonly link: string;
}

/** Is one who gives a command or reads: a person, the holder of a link, the operator's tool or the schedule. */
export type Principal = Actor | Viewpoint | LinkHolder | 'operator' | 'schedule';

export const isPerson = (who: Principal): who is Actor => typeof who === 'object' && 'userId' in who;

/**
 * `A` names its rights: abilities, or what the rules of rights call by one name for several kinds of it, as a
 * text is written with another ability than an answer.
 */
export interface Subject<
  Who extends Principal,
  Key extends readonly unknown[],
  Loaded,
  A extends string,
  Locks extends string = never
> {
  /** Names it in logs, metrics and tests. */
  readonly name: string;
  /** Counts the parts of its key: they are the first arguments of its commands and reads, after the principal. */
  readonly keyParts: Key['length'];
  /** Undefined where there is none. */
  readonly find: (db: Db, ...key: Key) => Promise<Loaded | undefined>;
  /** Asks the rules of rights, and nothing else. */
  readonly abilities: (who: Who, loaded: Loaded) => ReadonlySet<A>;
  /** Names the right without which it is not found. */
  readonly sees: A;
  /** Returns why a principal who sees it is refused; `forbidden` where it is not given. */
  readonly whyNot?: (who: Who, loaded: Loaded, needs: readonly A[]) => RefusalCode;
  /** Returns the study in whose log its events stand; null for what belongs to the installation. */
  readonly studyOf: (loaded: Loaded) => StudyId | null;
  /** Returns the rows that a command can declare to lock, by name. */
  readonly locks: Readonly<Record<Locks, (loaded: Loaded) => Lock>>;
}

/** Is a subject of any principal, key and rows. */
export interface AnySubject {
  readonly name: string;
  readonly keyParts: number;
  readonly find: (db: Db, ...key: never[]) => Promise<unknown>;
  readonly abilities: (who: never, loaded: never) => ReadonlySet<string>;
  readonly sees: string;
  readonly whyNot?: (who: never, loaded: never, needs: never) => RefusalCode;
  readonly studyOf: (loaded: never) => StudyId | null;
  readonly locks: Readonly<Record<string, (loaded: never) => Lock>>;
}

export type WhoOf<S extends AnySubject> = Parameters<S['abilities']>[0] & Principal;
export type LoadedOf<S extends AnySubject> = Exclude<Awaited<ReturnType<S['find']>>, undefined>;
export type KeyOf<S extends AnySubject> = S['find'] extends (db: Db, ...key: infer Key) => unknown
  ? Key
  : never;
export type AbilityOf<S extends AnySubject> = S['sees'];
export type LocksOf<S extends AnySubject> = keyof S['locks'] & string;

/** Returns the subject with the types that its name stands for. */
export const typed = <S extends AnySubject>(
  subject: S
): Subject<WhoOf<S>, KeyOf<S>, LoadedOf<S>, AbilityOf<S>, LocksOf<S>> =>
  subject as unknown as Subject<WhoOf<S>, KeyOf<S>, LoadedOf<S>, AbilityOf<S>, LocksOf<S>>;
