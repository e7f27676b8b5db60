/** Finds the threads of a text in its order, and the page of them that a reader asked for. */
import type { AnchorQuery, FoundAnchor } from '#document/sequence/anchors.ts';
import {
  inTextOrder,
  isOutFor,
  matches,
  mayRead,
  type AboutThread,
  type ThreadFilter
} from '#rules/threads/comment.ts';
import { pageOf, type ListPage } from '#base/list-pages.ts';
import { commentsOfPage, lettersOfPage, threadsOfPage } from '#rules/threads/thread-pages.ts';
import type { Db } from '#server/store/open.ts';
import { listCommentOutlines, listThreads, type CommentOutline, type ThreadRow } from './store/threads.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { partsOf, sectionIdsOf } from '#areas/documents';
import type { ReadDocument } from './thread-subject.ts';

export interface Tools {
  readonly workers: Pick<DocumentWorkers, 'anchors'>;
  readonly now: () => Date;
}

export interface ShownThreads {
  readonly page: number;
  /** Names the thread whose page is shown instead; null for none. */
  readonly thread: string | null;
  /** Holds the page of that thread's comments, counted from the newest. */
  readonly comments: number;
}

/** Names a question, a record or a score on which there are threads. */
export const subjectKey = (about: AboutThread, targetId: string | null): string =>
  `${about}:${targetId ?? ''}`;

export interface ThreadsWanted {
  readonly isWanted?: (thread: ThreadRow) => boolean;
  readonly filter?: ThreadFilter;
  /** Says which page is built; null for all threads and comments. */
  readonly shown: ShownThreads | null;
}

/** Holds a thread with its place, before its comments are read. */
export interface FoundThread {
  readonly row: ThreadRow;
  readonly foundAnchor: FoundAnchor | null;
  readonly isGone: boolean;
  /** Holds the comments that are shown of it. */
  readonly comments: readonly CommentOutline[];
  readonly commentPage: ListPage;
  readonly commentCount: number;
}

/** Limits the earlier texts that are shown of a comment, in characters. */
export const lettersOfEarlier = 20_000;

const lettersOf = ({ letters, earlierLetters }: CommentOutline): number =>
  letters + Math.min(earlierLetters, lettersOfEarlier);

/** In the order of the text. */
export async function findThreads(
  db: Db,
  authorized: ReadDocument,
  workers: Tools['workers'],
  { isWanted = () => true, filter = {}, shown }: ThreadsWanted
): Promise<FoundThread[]> {
  const { document, abilities, actor } = authorized;
  const rows = (await listThreads(db, document.id)).filter(
    (thread) => isWanted(thread) && mayRead(document.kind, thread.audience, abilities)
  );
  const outlines = await listCommentOutlines(
    db,
    rows.map(({ id }) => id)
  );
  const inThread = grouped(
    outlines.filter((comment) => isOutFor(comment, abilities)),
    ({ threadId }) => threadId
  );
  const seen = rows.filter(({ id }) => inThread.has(id));
  const [foundAnchors, sections] = [
    await findAnchorsOf(db, authorized, workers, seen),
    await sectionIdsOf(db, document)
  ];
  return seen
    .map((row) => {
      const foundAnchor = foundAnchors.get(row.id) ?? null;
      const isGone = anchorOf(row) !== null && foundAnchor === null;
      return { ...row, row, foundAnchor, isGone, comments: inThread.get(row.id) ?? [] };
    })
    .filter((thread) => matches(thread, filter, actor.userId))
    .sort(inTextOrder(sections))
    .map(({ row, foundAnchor, isGone, comments }) => ({
      ...{ row, foundAnchor, isGone, commentCount: comments.length },
      ...pageOfComments(comments, shown, row.id)
    }));
}

function pageOfComments(
  comments: readonly CommentOutline[],
  shown: ShownThreads | null,
  threadId: string
): Pick<FoundThread, 'comments' | 'commentPage'> {
  if (shown === null) return { comments, commentPage: { page: 1, pages: 1, from: 0, to: comments.length } };
  // The newest page is the first.
  const newest = comments.toReversed();
  const commentPage = pageOf(
    newest.map(lettersOf),
    { things: commentsOfPage, letters: lettersOfPage },
    { page: shown.thread === threadId ? shown.comments : 1 }
  );
  return { comments: newest.slice(commentPage.from, commentPage.to).toReversed(), commentPage };
}

export function pageOfThreads(found: readonly FoundThread[], shown: ShownThreads | null): ListPage {
  if (shown === null) return { page: 1, pages: 1, from: 0, to: found.length };
  const letters = found.map(({ comments }) => comments.reduce((sum, one) => sum + lettersOf(one), 0));
  return pageOf(
    letters,
    { things: threadsOfPage, letters: lettersOfPage },
    { page: shown.page, at: found.findIndex(({ row }) => row.id === shown.thread) }
  );
}

export function anchorOf({
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
  { document, actor }: ReadDocument,
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
  return new Map(anchored.flatMap(({ id }, index) => (found[index] ? [[id, found[index]] as const] : [])));
}

export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
