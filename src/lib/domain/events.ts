/**
 * Lists the kinds of event in a study, and what each holds. One event is one row of the append-only log, which
 * serves as audit trail, live update and activity list.
 */
import { assessmentEvents } from './events/assessment.ts';
import type { KindOfEvent } from './events/event.ts';
import { peopleEvents } from './events/people.ts';
import { resultEvents } from './events/results.ts';
import { studyEvents } from './events/study.ts';
import { textEvents } from './events/texts.ts';
import { workflowEvents } from './events/workflow.ts';
import type { Ability } from './permissions.ts';

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

/**
 * Lists the kinds of small, frequent steps in continuing work: they are logged and broadcast to open pages at
 * once. Activity lists show only the beginning and the end of such work; the result holds what was done in
 * between.
 */
export const smallSteps: ReadonlySet<string> = new Set<EventKind>([
  'framework.draft-changed',
  'term.changed',
  'pair.confirmed',
  'pair.checked',
  'pair.drafted',
  'report.changed',
  'report.moved',
  'support.added',
  'support.taken-anew',
  'support.removed',
  'codes.changed',
  'codings.changed',
  'suggestion.changed',
  'suggestion.decided'
]);

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

/** Describes an event that a command appends: what it says, its subject, and who may see it. */
type EventOf<K extends EventKind = EventKind> = {
  readonly [Kind in K]: FactOf<Kind> & About;
}[K];
export type DomainEvent = EventOf;
