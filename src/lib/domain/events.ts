/** What can have happened in a study. One event is one row of the append-only log: audit trail, live update and activity in one. */
import type { Ability, StudyAbility } from './permissions.ts';

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
  'city.changed',
  'criterion.checked',
  'document.frozen',
  'document.reopened',
  'late-proposal.kept'
] as const;
export type EventKind = (typeof eventKinds)[number];

/** The ability by which somebody causes an event; the log names the role that gave it to them. Others are caused in any role. */
export const abilityToCause: Readonly<Partial<Record<EventKind, StudyAbility>>> = {
  'study.changed': 'study.edit',
  'grant.given': 'study.people',
  'grant.withdrawn': 'study.people',
  'body.joined': 'study.people',
  'body.left': 'study.people',
  'rapporteurs.named': 'study.people',
  'phase.changed': 'study.plan',
  'deliverable.added': 'study.plan',
  'deliverable.changed': 'study.plan',
  'city.changed': 'study.edit',
  'criterion.checked': 'study.edit'
};

/** What a decision tells: who needs which ability to learn of it, and of what it speaks. */
export interface Happening {
  readonly kind: EventKind;
  readonly needs: Ability;
  readonly cityId?: string;
  readonly documentId?: string;
  /** Facts for the sentence that tells it; plain JSON values. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}
