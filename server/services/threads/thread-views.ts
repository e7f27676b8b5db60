/**
 * Builds threads as a person may see them, in the order of the text, each with the present location of its
 * text.
 */
import type { AnchorQuery, FoundAnchor } from '#document/sequence/anchors.ts';
import { isConfidentialSection } from '#document/confidential-answers.ts';
import {
  inTextOrder,
  isOutFor,
  authorizeRecall,
  mayRead,
  mayWrite,
  recallMilliseconds,
  type AboutThread,
  type Audience
} from '#domain/comment.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import { mentionedIn } from '#domain/mentions.ts';
import { listConfidentialAnswersIn } from '../../store/confidential.ts';
import type { Db } from '../../store/open.ts';
import {
  listCommentEdits,
  listComments,
  listThreads,
  type CommentRow,
  type ThreadRow
} from '../../store/threads.ts';
import { listUsersOf } from '../../store/users.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { partsOf, sectionIdsOf } from '../workflow/freezing.ts';
import type { AuthorizedDocument } from './thread-access.ts';

export interface NamedPerson {
  readonly id: string;
  readonly name: Bilingual;
}

export interface CommentView {
  readonly id: string;
  readonly user: NamedPerson;
  readonly role: string;
  readonly sideId: string | null;
  readonly language: Locale;
  /** Holds the text; empty for a withdrawn comment. */
  readonly body: string;
  readonly at: string;
  /** Holds the time until which readers outside its author's circle do not have it. */
  readonly heldUntil: string | null;
  readonly editedAt: string | null;
  readonly withdrawnAt: string | null;
  readonly version: number;
  readonly isOwn: boolean;
  /** Holds the time until which the reader can call it back; null for anyone else's, and afterwards. */
  readonly recallUntil: string | null;
  /** Lists its earlier texts, the oldest first, each with when it was changed. */
  readonly earlier: readonly { readonly body: string; readonly at: string }[];
}

export interface ThreadView {
  readonly id: string;
  readonly documentId: string;
  readonly about: AboutThread;
  readonly section: string | null;
  readonly targetId: string | null;
  /** Holds the language of the passage. */
  readonly language: Locale | null;
  readonly anchor: { readonly from: string; readonly to: string; readonly blockId: string | null } | null;
  readonly quote: string;
  readonly foundAnchor: FoundAnchor | null;
  /** Says that the text that it was made on no longer exists. */
  readonly isGone: boolean;
  readonly audience: Audience;
  readonly state: 'open' | 'resolved';
  readonly settledBy: NamedPerson | null;
  readonly settledAt: string | null;
  readonly version: number;
  readonly mayWrite: boolean;
  readonly comments: readonly CommentView[];
}

export interface ThreadsOnDocument {
  readonly documentId: string;
  readonly threads: readonly ThreadView[];
  /** Maps the ids of people named in comments to their names. */
  readonly people: Readonly<Record<string, Bilingual>>;
  /**
   * Lists the audiences that the reader may address here, the narrowest first; empty for one who may not
   * comment now.
   */
  readonly audiences: readonly Audience[];
  /** Holds the time of the server's clock. */
  readonly now: string;
}

interface Tools {
  readonly workers: Pick<DocumentWorkers, 'anchors'>;
  readonly now: () => Date;
}

/** Builds all threads of a document, or of one section, that this reader has by now. */
export async function viewThreads(
  db: Db,
  authorized: AuthorizedDocument,
  { workers, now }: Tools,
  wanted: (thread: ThreadRow) => boolean = () => true
): Promise<Pick<ThreadsOnDocument, 'threads' | 'people' | 'now'>> {
  const { document, abilities, actor } = authorized;
  const at = now().toISOString();
  const rows = (await listThreads(db, document.id)).filter(
    (thread) => wanted(thread) && mayRead(document.kind, thread.audience, abilities)
  );
  const comments = (
    await listComments(
      db,
      rows.map(({ id }) => id)
    )
  ).filter((comment) => isOutFor(comment, abilities));
  const inThread = grouped(comments, (comment) => comment.threadId);
  const seen = rows.filter(({ id }) => inThread.has(id));
  const [edits, foundAnchors, names, sections] = [
    grouped(
      await listCommentEdits(
        db,
        comments.filter(({ editedAt }) => editedAt !== null).map(({ id }) => id)
      ),
      ({ commentId }) => commentId
    ),
    await findAnchorsOf(db, authorized, workers, seen),
    await namesOf(db, [
      ...comments.flatMap(({ userId, body }) => [userId, ...mentionedIn(body)]),
      ...seen.flatMap(({ settledBy }) => settledBy ?? [])
    ]),
    await sectionIdsOf(db, document)
  ];
  const named = (id: string): NamedPerson => ({ id, name: names.get(id) ?? { en: '', zh: '' } });

  const viewComment = (comment: CommentRow): CommentView => {
    const { id, userId, role, sideId, language, body, heldUntil, editedAt, withdrawnAt, version } = comment;
    return {
      id,
      user: named(userId),
      role,
      sideId,
      language,
      body,
      at: comment.at,
      heldUntil,
      editedAt,
      withdrawnAt,
      version,
      isOwn: userId === actor.userId,
      recallUntil: authorizeRecall(comment, actor.userId, at).ok
        ? new Date(Date.parse(comment.at) + recallMilliseconds).toISOString()
        : null,
      earlier: (edits.get(id) ?? []).map((edit) => ({ body: edit.body, at: edit.at }))
    };
  };

  const hidden =
    document.kind === 'response' && !abilities.has('confidential.read')
      ? await listConfidentialAnswersIn(db, document.id)
      : [];
  const threads = seen.map((thread): ThreadView => {
    const anchor = anchorOf(thread);
    const foundAnchor = foundAnchors.get(thread.id) ?? null;
    const {
      id,
      documentId,
      about,
      section,
      targetId,
      language,
      quote,
      audience,
      state,
      settledBy,
      settledAt,
      version
    } = thread;
    return {
      id,
      documentId,
      about,
      section,
      targetId,
      language,
      // What was quoted from an answer that is confidential now is quoted for nobody else any more.
      quote: isConfidentialSection(hidden, section ?? '') ? '' : quote,
      audience,
      state,
      settledAt,
      version,
      anchor: anchor && { from: anchor.from, to: anchor.to, blockId: anchor.blockId },
      foundAnchor,
      isGone: anchor !== null && foundAnchor === null,
      settledBy: settledBy === null ? null : named(settledBy),
      mayWrite: mayWrite(document.kind, audience, abilities),
      comments: (inThread.get(id) ?? []).map(viewComment)
    };
  });
  return { threads: threads.sort(inTextOrder(sections)), people: Object.fromEntries(names), now: at };
}

function anchorOf({
  section,
  language,
  anchorFrom,
  anchorTo,
  quote,
  blockId
}: ThreadRow): AnchorQuery | null {
  if (section === null || language === null || anchorFrom === null || anchorTo === null) return null;
  return { section, language, from: anchorFrom, to: anchorTo, quote, blockId };
}

async function findAnchorsOf(
  db: Db,
  { document, actor }: AuthorizedDocument,
  workers: Pick<DocumentWorkers, 'anchors'>,
  threads: readonly ThreadRow[]
): Promise<ReadonlyMap<string, FoundAnchor>> {
  const anchored = threads.flatMap((thread) => {
    const anchor = anchorOf(thread);
    return anchor ? [{ id: thread.id, anchor }] : [];
  });
  if (anchored.length === 0) return new Map();
  const parts = await partsOf(db, document.id, document.generation);
  const found = await workers.anchors(
    parts,
    anchored.map(({ anchor }) => anchor),
    actor.userId
  );
  return new Map(anchored.flatMap(({ id }, at) => (found[at] ? [[id, found[at]] as const] : [])));
}

async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, Bilingual>> {
  const users = await listUsersOf(db, [...new Set(ids)]);
  return new Map(users.map((user) => [user.id, { en: user.nameEn, zh: user.nameZh }]));
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
