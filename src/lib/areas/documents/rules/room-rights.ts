/**
 * Says what a person may do with one generation of a text: the one authorization that the handshake, every received
 * write, the revoker and the readers of documents share.
 */
import type { StudyId } from '#base/ids.ts';
import { holdsAny, noParts, type Parts, type ReopenedQuestion } from '#base/parts.ts';
import { grantsIn, type Actor, type Grant } from '#base/permissions.ts';
import {
  documentAccess,
  partsWhileOpen,
  writableParts,
  type Access,
  type DocumentFacts
} from '#base/document-rights.ts';
import { assessmentStates, chapterStates } from '#base/states.ts';

/** Holds the facts of a generation of a text on which rights over it depend. */
export interface RoomFacts {
  readonly studyId: StudyId;
  readonly ended: boolean;
  /** Says whether every reader of the text is shown this generation. */
  readonly isShown: boolean;
  readonly facts: DocumentFacts;
}

interface ReopenedRoom extends RoomFacts {
  /** Lists the questions for which the generation was open, where it was not open for all of the text. */
  readonly reopenedQuestions: readonly ReopenedQuestion[];
}

/**
 * Only an open generation is written. Every generation except the shown one needs the right to read the
 * document while it is being worked on: an earlier one may be older than any release, and a response with
 * reopened questions is shown to others as it was submitted. Earlier generations of a response need the right
 * to read what is confidential as well.
 */
export function accessOf(actor: Actor | null, room: RoomFacts): Access {
  const grants = grantsIn(actor, room.studyId);
  const access = documentAccess(grants, room.facts);
  if (access === 'none') return 'none';
  if (!room.isShown && !readsAlways(grants, room.facts)) return 'none';
  if (!room.isShown && room.ended && !readsEnded(grants, room.facts)) return 'none';
  return room.ended ? 'read' : access;
}

/**
 * Checks whether the grants read earlier generations of the document. What a city holds back as confidential
 * may have been written openly in an earlier generation of its response.
 */
const readsEnded = (grants: readonly Grant[], facts: DocumentFacts): boolean =>
  facts.kind !== 'response' || documentAccess(grants, { ...facts, kind: 'confidential' }) !== 'none';

/** Returns the parts of a room that this person may write now. */
export const partsOf = (actor: Actor | null, room: Omit<RoomFacts, 'isShown'>): Parts =>
  room.ended ? noParts : writableParts(grantsIn(actor, room.studyId), room.facts);

/**
 * Returns the parts that are stored of a write that arrives after the freeze: for a person who can read the
 * text now, the parts that were theirs while it was open.
 */
export const latePartsOf = (actor: Actor | null, room: ReopenedRoom): Parts =>
  accessOf(actor, room) === 'none'
    ? noParts
    : partsWhileOpen(grantsIn(actor, room.studyId), room.facts, room.reopenedQuestions);

export const mayProposeLate = (actor: Actor | null, room: ReopenedRoom): boolean =>
  holdsAny(latePartsOf(actor, room));

/** Checks whether the grants read the document in every state, and so also while it is being worked on. */
export function readsAlways(grants: readonly Grant[], facts: DocumentFacts): boolean {
  const access =
    facts.kind === 'chapter'
      ? chapterStates.map((state) => documentAccess(grants, { ...facts, state }))
      : assessmentStates.map((state) => documentAccess(grants, { ...facts, state }));
  return !access.includes('none');
}
