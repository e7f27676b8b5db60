/** Describes the reader as the others see them in a document: who, and of which side of this study. */
import { grantsIn, type Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import type { Person } from './presence.ts';

export function readerIn(actor: Actor, study: Pick<Study, 'id' | 'sides'>): Person {
  const sideId = grantsIn(actor, study.id).find((grant) => grant.sideId !== null)?.sideId;
  const side = study.sides.find((one) => one.id === sideId);
  return {
    id: actor.userId,
    name: actor.name,
    side: side ? { position: side.position === 0 ? 0 : 1, code: side.code } : null
  };
}
