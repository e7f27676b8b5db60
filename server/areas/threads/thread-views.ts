/**
 * Builds threads as a person may see them, in the order of the text, each with the present location of its
 * text.
 */
import type { FoundAnchor } from '#document/sequence/anchors.ts';
import { isConfidentialSection } from '#document/confidential-answers.ts';
import {
  authorizeRecall,
  mayWrite,
  recallMilliseconds,
  type AboutThread,
  type Audience
} from '#rules/threads/comment.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { mentionedIn } from '#rules/threads/mentions.ts';
import type { QuotaUsage } from '#rules/study/quota.ts';
import type { ListPage } from '#base/list-pages.ts';
import { listConfidentialAnswersIn } from '#areas/answers';
import type { Db } from '#server/store/open.ts';
import { listCommentEdits, listCommentsById, type CommentRow } from './store/threads.ts';
import { listUsersOf } from '#server/auth/users.ts';
import type { ReadDocument } from './thread-subject.ts';
import {
  type ThreadsWanted,
  type FoundThread,
  findThreads,
  pageOfThreads,
  type Tools,
  subjectKey,
  lettersOfEarlier,
  anchorOf,
  grouped
} from './found-threads.ts';

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
  /** Empty for a withdrawn comment. */
  readonly body: string;
  readonly at: string;
  /** Holds the time until which readers outside its author's circle do not have it. */
  readonly heldUntil: string | null;
  readonly editedAt: string | null;
  readonly withdrawnAt: string | null;
  readonly version: number;
  readonly isOwn: boolean;
  /** Null for anyone else's comment, and afterwards. */
  readonly recallUntil: string | null;
  /** The oldest first, each with when it was changed. */
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
  /** The people named in comments, by id. */
  readonly people: Readonly<Record<string, Bilingual>>;
  /**
   * Lists the audiences that the reader may address here, the narrowest first; empty for one who may not
   * comment now.
   */
  readonly audiences: readonly Audience[];
  /** Lists the quotas of which the reader has used most. */
  readonly usage: readonly QuotaUsage[];
  /** By the server's clock. */
  readonly now: string;
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

interface Chosen {
  readonly chosen: readonly FoundThread[];
  readonly rows: readonly CommentRow[];
  readonly at: string;
}

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

async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, Bilingual>> {
  const users = await listUsersOf(db, [...new Set(ids)]);
  return new Map(users.map((user) => [user.id, { en: user.nameEn, zh: user.nameZh }]));
}
