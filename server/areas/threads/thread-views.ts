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
  matches,
  mayRead,
  mayWrite,
  recallMilliseconds,
  type AboutThread,
  type Audience,
  type ThreadFilter
} from '#rules/threads/comment.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { mentionedIn } from '#rules/threads/mentions.ts';
import type { QuotaUsage } from '#rules/study/quota.ts';
import { pageOf, type ListPage } from '#base/list-pages.ts';
import { commentsOfPage, lettersOfPage, threadsOfPage } from '#rules/threads/thread-pages.ts';
import { listConfidentialAnswersIn } from '#areas/answers';
import type { Db } from '#server/store/open.ts';
import {
  listCommentEdits,
  listCommentOutlines,
  listCommentsById,
  listThreads,
  type CommentOutline,
  type CommentRow,
  type ThreadRow
} from './store/threads.ts';
import { listUsersOf } from '#server/auth/users.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { partsOf, sectionIdsOf } from '#areas/documents';
import type { ReadDocument } from './thread-subject.ts';

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
  /** Says which of its comments these are, counted from the newest page on. */
  readonly commentPage: ListPage;
  readonly commentCount: number;
}

export interface ThreadsOnDocument {
  readonly documentId: string;
  readonly threads: readonly ThreadView[];
  /** Says which of the threads these are: open ones come first. */
  readonly page: ListPage;
  /** Counts all threads, and those that are open, of all pages. */
  readonly threadCount: number;
  readonly openCount: number;
  /** Counts the open threads on each thing that is no passage, by `subjectKey`. */
  readonly openOn: Readonly<Record<string, number>>;
  /** Maps the ids of people named in comments to their names. */
  readonly people: Readonly<Record<string, Bilingual>>;
  /**
   * Lists the audiences that the reader may address here, the narrowest first; empty for one who may not
   * comment now.
   */
  readonly audiences: readonly Audience[];
  /** Lists the quotas of which the reader has used most. */
  readonly usage: readonly QuotaUsage[];
  /** Holds the time of the server's clock. */
  readonly now: string;
}

interface Tools {
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

/** Builds a page of the threads of a document that this reader has by now, or all of them. */
export async function viewThreads(
  db: Db,
  authorized: ReadDocument,
  tools: Tools,
  wanted: ThreadsWanted
): Promise<Omit<ThreadsOnDocument, 'documentId' | 'audiences' | 'usage'>> {
  const at = tools.now().toISOString();
  const found = await findThreads(db, authorized, tools.workers, wanted);
  const isResolved = ({ row }: FoundThread): number => Number(row.state === 'resolved');
  const openFirst = found.toSorted((a, b) => isResolved(a) - isResolved(b));
  const page = pageOfThreads(openFirst, wanted.shown);
  const ofPage = new Set(openFirst.slice(page.from, page.to));
  const chosen = found.filter((thread) => ofPage.has(thread));
  const rows = await listCommentsById(
    db,
    chosen.flatMap(({ comments }) => comments.map(({ id }) => id))
  );
  const { threads, people } = await viewChosen(db, authorized, { chosen, rows, at });
  const openOn: Record<string, number> = {};
  for (const { row } of found)
    if (row.state === 'open' && row.about !== 'passage') {
      const key = subjectKey(row.about, row.targetId);
      openOn[key] = (openOn[key] ?? 0) + 1;
    }
  const openCount = found.filter((thread) => isResolved(thread) === 0).length;
  return { threads, page, threadCount: found.length, openCount, openOn, people, now: at };
}

/** Holds a thread with its place, before its comments are read. */
interface FoundThread {
  readonly row: ThreadRow;
  readonly foundAnchor: FoundAnchor | null;
  readonly isGone: boolean;
  /** Holds the comments that are shown of it. */
  readonly comments: readonly CommentOutline[];
  readonly commentPage: ListPage;
  readonly commentCount: number;
}

/** Limits the earlier texts that are shown of a comment, in characters. */
const lettersOfEarlier = 20_000;

const lettersOf = ({ letters, earlierLetters }: CommentOutline): number =>
  letters + Math.min(earlierLetters, lettersOfEarlier);

/** Lists the threads that the reader has, in the order of the text. */
async function findThreads(
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

function pageOfThreads(found: readonly FoundThread[], shown: ShownThreads | null): ListPage {
  if (shown === null) return { page: 1, pages: 1, from: 0, to: found.length };
  const letters = found.map(({ comments }) => comments.reduce((sum, one) => sum + lettersOf(one), 0));
  return pageOf(
    letters,
    { things: threadsOfPage, letters: lettersOfPage },
    { page: shown.page, at: found.findIndex(({ row }) => row.id === shown.thread) }
  );
}

interface Chosen {
  readonly chosen: readonly FoundThread[];
  readonly rows: readonly CommentRow[];
  readonly at: string;
}

/** Builds the threads of a page with the texts of their comments. */
async function viewChosen(
  db: Db,
  authorized: ReadDocument,
  { chosen, rows, at }: Chosen
): Promise<{ readonly threads: ThreadView[]; readonly people: Record<string, Bilingual> }> {
  const { document, abilities, actor } = authorized;
  const bodies = new Map(rows.map((row) => [row.id, row]));
  const [edits, names] = [
    grouped(
      await listCommentEdits(
        db,
        rows.filter(({ editedAt }) => editedAt !== null).map(({ id }) => id)
      ),
      ({ commentId }) => commentId
    ),
    await namesOf(db, [
      ...rows.flatMap(({ userId, body }) => [userId, ...mentionedIn(body)]),
      ...chosen.flatMap(({ row }) => row.settledBy ?? [])
    ])
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
      earlier: latestOf(edits.get(id) ?? [])
    };
  };

  const hidden =
    document.kind === 'response' && !abilities.has('confidential.read')
      ? await listConfidentialAnswersIn(db, document.id)
      : [];
  const threads = chosen.map(
    ({ row: thread, foundAnchor, isGone, comments, commentPage, commentCount }): ThreadView => {
      const anchor = anchorOf(thread);
      const { id, documentId, about, section, targetId, language } = thread;
      const { quote, audience, state, settledBy, settledAt, version } = thread;
      return {
        ...{ id, documentId, about, section, targetId, language },
        // What was quoted from an answer that is confidential now is quoted for nobody else any more.
        quote: isConfidentialSection(hidden, section ?? '') ? '' : quote,
        ...{ audience, state, settledAt, version, foundAnchor, isGone, commentPage, commentCount },
        anchor: anchor && { from: anchor.from, to: anchor.to, blockId: anchor.blockId },
        settledBy: settledBy === null ? null : named(settledBy),
        mayWrite: mayWrite(document.kind, audience, abilities),
        comments: comments.flatMap(({ id: commentId }) => {
          const comment = bodies.get(commentId);
          return comment ? [viewComment(comment)] : [];
        })
      };
    }
  );
  return { threads, people: Object.fromEntries(names) };
}

/** Returns the latest of the earlier texts of a comment, as far as they are shown. */
function latestOf(edits: readonly { readonly body: string; readonly at: string }[]): CommentView['earlier'] {
  let letters = 0;
  const shown = edits.toReversed().filter(({ body }) => (letters += body.length) <= lettersOfEarlier);
  return shown.toReversed().map(({ body, at }) => ({ body, at }));
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
  return new Map(anchored.flatMap(({ id }, at) => (found[at] ? [[id, found[at]] as const] : [])));
}

async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, Bilingual>> {
  const users = await listUsersOf(db, [...new Set(ids)]);
  return new Map(users.map((user) => [user.id, { en: user.nameEn, zh: user.nameZh }]));
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
