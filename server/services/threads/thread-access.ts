/**
 * Loads a document for its threads: what the person may do there, and in which role. A person who may not
 * open the text learns nothing of its comments.
 */
import type { StudyId } from '#domain/ids.ts';
import { isOutFor, mayRead, mayWrite, type Audience } from '#domain/comment.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  grantsIn,
  type Ability,
  type Actor,
  type DocumentFacts,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findDocument, type DocumentRow } from '../../store/documents.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import {
  findComment,
  findThread,
  listComments,
  type CommentRow,
  type ThreadRow
} from '../../store/threads.ts';
import { accessOf, factsOf, findRoomOfDocument } from '../access.ts';

export interface AuthorizedDocument {
  readonly document: DocumentRow;
  readonly abilities: ReadonlySet<Ability>;
  readonly actor: Actor;
}

/**
 * Loads a document and authorizes; `not-found` for a person who may not read the document in its present
 * state.
 */
export async function authorizeDocument(
  db: Db,
  actor: Actor,
  documentId: string
): Promise<Result<AuthorizedDocument>> {
  const document = await findDocument(db, documentId);
  const room = document && (await findRoomOfDocument(db, documentId, document.generation));
  if (!room || accessOf(actor, room) === 'none') return refuse('not-found');
  return ok({ document, actor, abilities: abilitiesOver(grantsIn(actor, room.studyId), room.facts) });
}

/** Does the same for a response that is answered anew in parts, and a person who reads it as it was submitted. */
export async function authorizeSubmitted(
  db: Db,
  actor: Actor,
  documentId: string
): Promise<Result<AuthorizedDocument>> {
  const document = await findDocument(db, documentId);
  const present = document && (await findRoomOfDocument(db, documentId, document.generation));
  const base = present?.base ?? null;
  const room = base === null ? undefined : await findRoomOfDocument(db, documentId, base);
  if (!document || !room || accessOf(actor, room) === 'none') return refuse('not-found');
  return ok({ document, actor, abilities: abilitiesOver(grantsIn(actor, room.studyId), room.facts) });
}

/** Authorizes on the roles that the person holds in this transaction. */
export const authorizeDocumentCommand = async (
  trx: Db,
  actor: Actor,
  documentId: string
): Promise<Result<AuthorizedDocument>> =>
  authorizeDocument(trx, { ...actor, grants: await listGrantsOfUser(trx, actor.userId) }, documentId);

export const abilitiesOver = (grants: readonly Grant[], facts: DocumentFacts): ReadonlySet<Ability> =>
  facts.kind === 'chapter' ? chapterAbilitiesOf(grants, facts) : assessmentAbilitiesOf(grants, facts);

/** Returns the person in the role in which they write to this audience; undefined for one who may not. */
export function speaking(
  { document, actor }: AuthorizedDocument,
  audience: Audience
): { readonly acting: Actor; readonly grant: Grant } | undefined {
  const facts = factsOf(document);
  const allowing = grantsIn(actor, document.studyId as StudyId).filter((grant) =>
    mayWrite(document.kind, audience, abilitiesOver([grant], facts))
  );
  const [grant] = allowing;
  return grant && { acting: { ...actor, grants: allowing }, grant };
}

export interface AuthorizedThread extends AuthorizedDocument {
  readonly thread: ThreadRow;
  /** Lists the comments that this person has by now. */
  readonly comments: readonly CommentRow[];
  /** Says whether everyone whom the thread is for has it, or all of it is still held back. */
  readonly isOut: boolean;
}

/** Loads a thread that the person has. */
export async function authorizeThread(
  db: Db,
  actor: Actor,
  threadId: string,
  authorize = authorizeDocument
): Promise<Result<AuthorizedThread>> {
  const thread = await findThread(db, threadId);
  if (!thread) return refuse('not-found');
  const authorized = await authorize(db, actor, thread.documentId);
  if (!authorized.ok) return authorized;
  const { document, abilities } = authorized.value;
  if (!mayRead(document.kind, thread.audience, abilities)) return refuse('not-found');
  const all = await listComments(db, [threadId]);
  const comments = all.filter((comment) => isOutFor(comment, abilities));
  if (comments.length === 0) return refuse('not-found');
  return ok({
    ...authorized.value,
    thread,
    comments,
    isOut: all.some((comment) => comment.heldUntil === null)
  });
}

export async function authorizeComment(
  db: Db,
  actor: Actor,
  commentId: string,
  authorize = authorizeDocument
): Promise<Result<AuthorizedThread & { readonly comment: CommentRow }>> {
  const comment = await findComment(db, commentId);
  if (!comment) return refuse('not-found');
  const authorized = await authorizeThread(db, actor, comment.threadId, authorize);
  if (!authorized.ok) return authorized;
  return isOutFor(comment, authorized.value.abilities)
    ? ok({ ...authorized.value, comment })
    : refuse('not-found');
}
