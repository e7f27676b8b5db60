/**
 * Describes kinds of events: what the table of each area is made of. A payload is described as it is written today; of what
 * is stored nothing is changed, left out or put in another order, since the hash covers its bytes.
 */
import { documentKinds } from '#base/states.ts';

type Plain = string | number | boolean | null;
/** Recognizes a value under a key of a payload. */
type Field<T extends Plain = Plain> = (value: unknown) => value is T;
interface OptionalField<T extends Plain = Plain> {
  readonly optional: Field<T>;
}
type Shape = Readonly<Record<string, Field | OptionalField>>;

type Simple<T> = { readonly [Key in keyof T]: T[Key] };
/** Holds the facts for the sentence that displays an event, as plain JSON values. */
type Payload<S extends Shape> = keyof S extends never
  ? Readonly<Record<string, never>>
  : Simple<
      {
        [Key in keyof S as S[Key] extends Field ? Key : never]: S[Key] extends Field<infer T> ? T : never;
      } & {
        [Key in keyof S as S[Key] extends OptionalField ? Key : never]?: S[Key] extends OptionalField<infer T>
          ? T
          : never;
      }
    >;

export interface KindOfEvent<P> {
  /** What it holds beyond is left alone. */
  readonly fits: (
    payload: Readonly<Record<string, unknown>>
  ) => payload is Readonly<Record<string, unknown>> & P;
}

/** Describes a kind of event by the fields of its payload. */
export const event = <const S extends Shape>(shape: S): KindOfEvent<Payload<S>> => ({
  fits: (payload): payload is Readonly<Record<string, unknown>> & Payload<S> =>
    Object.entries(shape).every(([key, field]) =>
      typeof field === 'function'
        ? Object.hasOwn(payload, key) && field(payload[key])
        : !Object.hasOwn(payload, key) || field.optional(payload[key])
    )
});

/** Is a kind of event that other areas hear of, in the transaction of the act. */
export interface HeardKindOfEvent<P, H> extends KindOfEvent<P> {
  readonly isHeard: true;
  /** Is never there: it types what an act says to the hearers alone. */
  readonly forHearers?: H;
}

/** Marks a kind whose hearers act in the same transaction. `H` is what they need besides the payload; it is not stored. */
export const heard =
  <H = null>() =>
  <P>(kind: KindOfEvent<P>): HeardKindOfEvent<P, H> => ({ ...kind, isHeard: true });

export const text = (value: unknown): value is string => typeof value === 'string';
export const number = (value: unknown): value is number => typeof value === 'number';
export const truth = (value: unknown): value is boolean => typeof value === 'boolean';
export const oneOf =
  <const T extends Plain>(values: readonly T[]) =>
  (value: unknown): value is T =>
    values.some((one) => one === value);
export const orNull =
  <T extends Plain>(field: Field<T>) =>
  (value: unknown): value is T | null =>
    value === null || field(value);
export const optional = <T extends Plain>(field: Field<T>): OptionalField<T> => ({ optional: field });

export const textOrNull = orNull(text);

/** Names what an event is about, where it may be removed or renamed later. */
export const named = { nameEn: text, nameZh: text };

/** Names what versions and approvals are of: a text or a record of the study. */
export const subject = { subject: text };

/** Names the kind of the text that an event is about, and for chapters its address. */
export const inText = { document: oneOf(documentKinds), slug: textOrNull };
