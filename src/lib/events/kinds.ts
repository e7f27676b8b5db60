/**
 * Lists the kinds of event in a study, and what each holds. One event is one row of the append-only log, which
 * serves as audit trail, live update and activity list.
 */
import { assessmentEvents } from './assessment.ts';
import type { KindOfEvent } from './event.ts';
import { peopleEvents } from './people.ts';
import { resultEvents } from './results.ts';
import { studyEvents } from './study.ts';
import { textEvents } from './texts.ts';
import { workflowEvents } from './workflow.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Ability } from '#base/abilities.ts';

/** Holds every kind of event with the form of its payload. */
export const eventKinds = {
  ...studyEvents,
  ...peopleEvents,
  ...assessmentEvents,
  ...textEvents,
  ...workflowEvents,
  ...resultEvents
};
export type EventKind = keyof typeof eventKinds;

/** Holds the facts of an event for the sentence that displays it, as plain JSON values. */
export type PayloadOf<K extends EventKind> = (typeof eventKinds)[K] extends KindOfEvent<infer P> ? P : never;

/** Holds what an event says: its kind, and the payload of that kind. */
export type FactOf<K extends EventKind = EventKind> = {
  readonly [Kind in K]: { readonly kind: Kind; readonly payload: PayloadOf<Kind> };
}[K];

interface About {
  /** Names the ability that a user needs to see the event. It follows from the event's subject, not from its kind alone. */
  readonly needs: Ability;
  readonly cityId?: string;
  readonly documentId?: string;
}

/** Describes an event as it is stored: what it says, its subject, and who may see it. */
export type DomainEvent<K extends EventKind = EventKind> = {
  readonly [Kind in K]: FactOf<Kind> & About;
}[K];

/** Names the kinds of which other areas hear in the transaction of the act. */
export type HeardKind = {
  [K in EventKind]: (typeof eventKinds)[K] extends { readonly isHeard: true } ? K : never;
}[EventKind];

type ForHearers<K extends HeardKind> = Exclude<(typeof eventKinds)[K]['forHearers'], undefined>;

/** Is an event as a command gathers it: with what its hearers need besides, which is not stored. */
export type GatheredEvent<K extends EventKind = EventKind> = {
  readonly [Kind in K]: DomainEvent<Kind> &
    (Kind extends HeardKind
      ? ForHearers<Kind> extends null
        ? unknown
        : { readonly forHearers: ForHearers<Kind> }
      : unknown);
}[K];

type KeyIn<P> = P extends unknown ? (string extends keyof P ? never : keyof P) : never;
/** Names a key that payloads of some kind have. */
export type PayloadKey = KeyIn<FactOf['payload']>;

/** Is a payload of whatever kind, which may be damaged, or of a version that this one does not know. */
export type AnyPayload = Readonly<Partial<Record<PayloadKey, unknown>>>;

/**
 * One that an older or newer version wrote, or that was imported, need not be known here: it stays in the
 * log, is verified, listed and exported as it is, and shown as its kind.
 */
export type StoredFact =
  | ({ readonly isKnown: true } & FactOf)
  | { readonly isKnown: false; readonly kind: string; readonly payload: AnyPayload };

/** It never throws. */
export function parseEvent({ kind, payload: json }: StoredEvent): StoredFact {
  const payload = parsePayload(json);
  const known: Readonly<Record<string, KindOfEvent<unknown>>> = eventKinds;
  const isKnown = Object.hasOwn(known, kind) && known[kind]?.fits(payload) === true;
  return { isKnown, kind, payload } as StoredFact;
}

interface StoredEvent {
  readonly kind: string;
  readonly payload: string;
}

/** A damaged one is read as empty; the check of the chain reports it. */
export function parsePayload(json: string): AnyPayload {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Names the people and things in an event; a name is missing where the thing no longer exists. */
export type EventNames = Readonly<
  Partial<
    Record<
      | 'person'
      | 'lead'
      | 'deputy'
      | 'reviewer'
      | 'inviter'
      | 'formerly'
      | 'city'
      | 'substitute'
      | 'body'
      | 'phase'
      | 'deliverable'
      | 'chapter'
      | 'section'
      | 'thing',
      Bilingual
    >
  >
>;
