/**
 * States a document with its threads, a thread and a comment as subjects. A person who may not open the text, or does not
 * have the thread, learns nothing of its comments; who is heard is judged by the audience of the thread.
 */
import type { StudyId } from '#base/ids.ts';
import { audiences, isOutFor, mayRead, mayWrite, type Audience } from '#rules/threads/comment.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  grantsIn,
  type Actor,
  type Grant
} from '#base/permissions.ts';
import type { Ability } from '#base/abilities.ts';
import type { DocumentFacts } from '#base/document-rights.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findDocument, type DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { findComment, findThread, listComments, type CommentRow, type ThreadRow } from './store/threads.ts';
import { findRoomOfDocument } from '#areas/documents';
import type { FoundRoom } from '#server/sync/handshake/room-facts.ts';
import { accessOf } from '#rules/documents/room-rights.ts';

export interface LoadedDocument {
  readonly document: DocumentRow;
  readonly room: FoundRoom;
}

export interface ReadDocument {
  readonly document: DocumentRow;
  readonly abilities: ReadonlySet<Ability>;
  readonly actor: Actor;
}

export const abilitiesOver = (grants: readonly Grant[], facts: DocumentFacts): ReadonlySet<Ability> =>
  facts.kind === 'chapter' ? chapterAbilitiesOf(grants, facts) : assessmentAbilitiesOf(grants, facts);

export const asRead = ({ document, room }: LoadedDocument, actor: Actor): ReadDocument => ({
  document,
  actor,
  abilities: abilitiesOver(grantsIn(actor, room.studyId), room.facts)
});

type ToAudience = `write-to-${Audience}`;

async function findWithRoom(db: Db, documentId: string): Promise<LoadedDocument | undefined> {
  const document = await findDocument(db, documentId);
  const room = document && (await findRoomOfDocument(db, documentId, document.generation));
  return room && { document, room };
}

const studyOf = ({ document }: LoadedDocument): StudyId => document.studyId as StudyId;

export const discussedSubject: Subject<Actor, [documentId: string], LoadedDocument, 'see' | ToAudience> = {
  name: 'document, its threads',
  keyParts: 1,
  find: findWithRoom,
  abilities: (actor, loaded) => {
    const { document, abilities } = asRead(loaded, actor);
    const addressed = audiences.filter((audience) => mayWrite(document.kind, audience, abilities));
    return new Set([
      ...(accessOf(actor, loaded.room) === 'none' ? [] : ['see' as const]),
      ...addressed.map((audience): ToAudience => `write-to-${audience}`)
    ]);
  },
  sees: 'see',
  studyOf,
  locks: {}
};

/**
 * Is a document whose threads are listed, also for a person who reads a response as it was submitted while it is answered
 * anew in parts.
 */
export const listedSubject: Subject<
  Actor,
  [documentId: string],
  LoadedDocument & { readonly submitted: FoundRoom | undefined },
  'see' | 'list'
> = {
  name: 'document, the list of its threads',
  keyParts: 1,
  find: async (db, documentId) => {
    const loaded = await findWithRoom(db, documentId);
    const base = loaded?.room.base ?? null;
    const submitted = base === null ? undefined : await findRoomOfDocument(db, documentId, base);
    return loaded && { ...loaded, submitted };
  },
  abilities: (actor, { room, submitted }) => {
    const sees = accessOf(actor, room) !== 'none';
    const lists = sees || (submitted !== undefined && accessOf(actor, submitted) !== 'none');
    return new Set([...(sees ? ['see' as const] : []), ...(lists ? ['list' as const] : [])]);
  },
  sees: 'list',
  studyOf,
  locks: {}
};

export interface LoadedThread extends LoadedDocument {
  readonly thread: ThreadRow;
  /** Lists its comments, also those that are held back from some of its readers. */
  readonly comments: readonly CommentRow[];
  /** Says whether everyone whom the thread is for has it, or all of it is still held back. */
  readonly isOut: boolean;
}

type OfThread = 'see' | 'write';

async function findWithDocument(db: Db, threadId: string): Promise<LoadedThread | undefined> {
  const thread = await findThread(db, threadId);
  const loaded = thread && (await findWithRoom(db, thread.documentId));
  if (!loaded) return undefined;
  const comments = await listComments(db, [threadId]);
  return { ...loaded, thread, comments, isOut: comments.some(({ heldUntil }) => heldUntil === null) };
}

/** Returns what a person may do with a thread that they have by some of these comments. */
function rightsIn(
  actor: Actor,
  loaded: LoadedThread,
  comments: readonly CommentRow[]
): ReadonlySet<OfThread> {
  const { document, abilities } = asRead(loaded, actor);
  const { audience } = loaded.thread;
  const sees =
    accessOf(actor, loaded.room) !== 'none' &&
    mayRead(document.kind, audience, abilities) &&
    comments.some((comment) => isOutFor(comment, abilities));
  const writes = mayWrite(document.kind, audience, abilities);
  return new Set([...(sees ? ['see' as const] : []), ...(writes ? ['write' as const] : [])]);
}

const threadLock = {
  thread: ({ thread }: LoadedThread) => ({ kind: 'thread', id: thread.id }) as const
};

/** Identifies a thread or comment as the page that acts on it saw it. */
export interface Seen {
  readonly id: string;
  readonly version: number;
}

const idOf = (key: string | Seen): string => (typeof key === 'string' ? key : key.id);

/** Holds the version that the page saw, where it counts. */
interface AsSeen {
  readonly version: number;
}

const versionIn = (key: string | Seen, { version }: AsSeen): number =>
  typeof key === 'string' ? version : key.version;

export const threadSubject: Subject<
  Actor,
  [thread: string | Seen],
  LoadedThread & AsSeen,
  OfThread,
  'thread'
> = {
  name: 'thread',
  keyParts: 1,
  find: async (db, key) => {
    const loaded = await findWithDocument(db, idOf(key));
    return loaded && { ...loaded, version: versionIn(key, loaded.thread) };
  },
  abilities: (actor, loaded) => rightsIn(actor, loaded, loaded.comments),
  sees: 'see',
  studyOf,
  locks: threadLock
};

export interface LoadedComment extends LoadedThread {
  readonly comment: CommentRow;
}

export const commentSubject: Subject<
  Actor,
  [comment: string | Seen],
  LoadedComment & AsSeen,
  OfThread,
  'thread'
> = {
  name: 'comment',
  keyParts: 1,
  find: async (db, key) => {
    const comment = await findComment(db, idOf(key));
    const loaded = comment && (await findWithDocument(db, comment.threadId));
    return loaded && { ...loaded, comment, version: versionIn(key, comment) };
  },
  abilities: (actor, loaded) => rightsIn(actor, loaded, [loaded.comment]),
  sees: 'see',
  studyOf,
  locks: threadLock
};
