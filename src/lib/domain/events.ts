/** What can have happened in a study. One event is one row of the append-only log: audit trail, live update and activity in one. */
import type { Ability } from './permissions.ts';

export const eventKinds = [
  'study.created',
  'study.changed',
  'study.imported',
  'grant.given',
  'grant.withdrawn',
  'body.joined',
  'body.left',
  'rapporteurs.named',
  'phase.changed',
  'deliverable.added',
  'deliverable.changed',
  'city.added',
  'city.changed',
  'framework.published',
  'criterion.checked',
  'document.frozen',
  'document.reopened',
  'late-proposal.kept'
] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a decision tells: who needs which ability to learn of it, and of what it speaks. */
export interface Happening {
  readonly kind: EventKind;
  readonly needs: Ability;
  readonly cityId?: string;
  readonly documentId?: string;
  /** Facts for the sentence that tells it; plain JSON values. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}
