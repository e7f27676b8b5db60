/**
 * Serves threads of comments on texts, questions, records and scores. Each reader gets those of their own
 * circle, and no trace of others.
 */
import {
  audiencesFor,
  audiencesForLevels,
  isOnText,
  mayRead,
  type Audience,
  type ThreadFilter
} from '#domain/comment.ts';
import { assessmentAbilitiesOf, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findAssessment, listAssessmentDocuments } from '../../store/assessments.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { authorizeStudy } from '../study-access.ts';
import { edit, recall, reply, withdraw } from './comments.ts';
import { listListeners, type Listener } from './mentionable.ts';
import { openThread, type CommentCommand, type OpenCommand, type Opened } from './opening.ts';
import { settle } from './settling.ts';
import { authorizeDocument, authorizeSubmitted, authorizeThread } from './thread-access.ts';
import { usageOf } from './quotas.ts';
import { viewThreads, type ShownThreads, type ThreadsOnDocument, type ThreadView } from './thread-views.ts';

/** Identifies a thread or comment as the page that acts on it saw it. */
interface Seen {
  readonly id: string;
  readonly version: number;
}

/** Describes what a permalink opens. */
export interface ThreadAddress extends Pick<ThreadView, 'id' | 'section' | 'audience'> {
  readonly document: {
    readonly kind: 'response' | 'findings' | 'chapter';
    readonly cityId: string | null;
    readonly slug: string | null;
  };
}

export interface ThreadOfCity {
  readonly document: 'response' | 'findings';
  readonly thread: ThreadView;
}

export interface ThreadsOfCity {
  readonly threads: readonly ThreadOfCity[];
  /** Counts the pages of the text that has most. */
  readonly pages: number;
}

export interface Threads {
  /**
   * Lists the threads of a document that the person may read, the open ones first and in the order of its text: a page of
   * them, or all.
   */
  list(
    actor: Actor,
    documentId: string,
    filter?: ThreadFilter,
    shown?: ShownThreads | null
  ): Promise<Result<ThreadsOnDocument>>;
  /** Lists a page of the threads of each text of a city, as far as the person may read them. */
  listOfCity(
    actor: Actor,
    studySlug: string,
    cityId: string,
    filter: ThreadFilter,
    shown: ShownThreads
  ): Promise<Result<ThreadsOfCity>>;
  /** Returns the address of a thread that the person has. */
  find(actor: Actor, studySlug: string, threadId: string): Promise<Result<ThreadAddress>>;
  /**
   * Lists who can be named in a thread of this audience: those who would see it. The requester is one who
   * sees it.
   */
  listListeners(actor: Actor, documentId: string, audience: Audience): Promise<Result<Listener[]>>;
  /** Opens a thread; `forbidden` for an audience that the person may not address. */
  open(actor: Actor, documentId: string, command: OpenCommand): Promise<Result<Opened>>;
  /** Adds a reply; `thread-resolved` where no more comments are accepted. */
  reply(actor: Actor, threadId: string, command: CommentCommand): Promise<Result<Opened>>;
  edit(actor: Actor, comment: Seen, command: CommentCommand): Promise<Result<Opened>>;
  withdraw(actor: Actor, commentId: string): Promise<Result<Opened>>;
  /** Calls a comment back; `too-late` once the minute is over. */
  recall(actor: Actor, commentId: string): Promise<Result<Opened>>;
  resolve(actor: Actor, thread: Seen): Promise<Result<null>>;
  reopen(actor: Actor, thread: Seen): Promise<Result<null>>;
}

export interface ThreadsTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'anchors'>;
}

export function openThreads(tools: ThreadsTools): Threads {
  const { db } = tools.store;
  const list: Threads['list'] = async (actor, documentId, filter = {}, shown = null) => {
    const present = await authorizeDocument(db, actor, documentId);
    // A person who reads what was submitted has no threads on what is answered anew.
    const authorized = present.ok ? present : await authorizeSubmitted(db, actor, documentId);
    if (!authorized.ok) return authorized;
    const { document, abilities } = authorized.value;
    const { onLevels = false } = filter;
    const view = await viewThreads(db, authorized.value, tools, {
      isWanted: ({ section, audience }) =>
        present.ok && (!filter.section || section === filter.section) && isOnText(audience) !== onLevels,
      filter,
      shown
    });
    return ok({
      ...view,
      documentId,
      audiences: onLevels
        ? audiencesForLevels(document.kind, abilities)
        : audiencesFor(document.kind, abilities),
      usage: await usageOf(db, document, actor.userId)
    });
  };
  return {
    list,

    async listOfCity(actor, studySlug, cityId, filter, shown) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const assessment = await findAssessment(db, study.id, cityId);
      if (!assessment || !assessmentAbilitiesOf(grants, assessment).has('assessment.see'))
        return refuse('not-found');
      const found: ThreadOfCity[] = [];
      let pages = 1;
      for (const { id, kind } of await listAssessmentDocuments(db, study.id, assessment.cityId)) {
        // A document that this person may not read has no threads for them.
        const threads = await list(actor, id, filter, shown);
        if (!threads.ok) continue;
        pages = Math.max(pages, threads.value.page.pages);
        // The last page of the one text is shown once, where the other has more.
        if (shown.thread === null && shown.page > threads.value.page.pages) continue;
        for (const thread of threads.value.threads) found.push({ document: kind, thread });
      }
      return ok({ threads: found, pages });
    },

    async find(actor, studySlug, threadId) {
      const authorized = await authorizeThread(db, actor, threadId);
      if (!authorized.ok) return authorized;
      const { document, thread } = authorized.value;
      if (document.studySlug !== studySlug) return refuse('not-found');
      const { kind, cityId, slug } = document;
      // A confidential document has no threads.
      if (kind === 'confidential') return refuse('not-found');
      return ok({
        id: thread.id,
        section: thread.section,
        audience: thread.audience,
        document: { kind, cityId, slug }
      });
    },

    async listListeners(actor, documentId, audience) {
      const authorized = await authorizeDocument(db, actor, documentId);
      if (!authorized.ok) return authorized;
      const { document, abilities } = authorized.value;
      if (!mayRead(document.kind, audience, abilities)) return refuse('forbidden');
      return ok(await listListeners(db, document, audience));
    },

    open: (actor, documentId, command) => openThread(tools, actor, documentId, command),
    reply: (actor, threadId, command) => reply(tools, actor, threadId, command),
    edit: (actor, comment, command) => edit(tools, actor, comment, command),
    withdraw: (actor, commentId) => withdraw(tools, actor, commentId),
    recall: (actor, commentId) => recall(tools, actor, commentId),
    resolve: (actor, thread) => settle(tools, actor, thread, 'resolved'),
    reopen: (actor, thread) => settle(tools, actor, thread, 'open')
  };
}
