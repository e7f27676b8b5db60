/** Each reader gets the threads of their own circle, and no trace of others. */
import {
  audiencesFor,
  audiencesForLevels,
  isOnText,
  mayRead,
  type Audience,
  type ThreadFilter
} from '#rules/threads/comment.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { listAssessmentDocuments, assessmentSubject } from '#areas/assessments';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { edit, recall, reply, withdraw } from './comments.ts';
import { listListeners, type Listener } from './mentionable.ts';
import { openThread, type OpeningTools } from './opening.ts';
import { reopen, resolve } from './settling.ts';
import { asRead, discussedSubject, listedSubject, threadSubject } from './thread-subject.ts';
import { usageOf } from './quotas.ts';
import { viewThreads, type ThreadsOnDocument, type ThreadView } from './thread-views.ts';
import type { ShownThreads } from './found-threads.ts';

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

export interface ThreadsTools extends OpeningTools {
  readonly workers: Pick<DocumentWorkers, 'anchors'>;
}

const read = readsOf<ThreadsTools>();

/**
 * Lists the threads of a document that the person may read, the open ones first and in the order of its text: a page of
 * them, or all.
 */
const list = read(
  { name: 'threads.list', subject: listedSubject },
  async (
    { db, deps, subject, actor, abilities: rights },
    filter: ThreadFilter = {},
    shown: ShownThreads | null = null
  ): Promise<ThreadsOnDocument> => {
    const reading = asRead(subject, actor);
    const { document, abilities } = reading;
    const { onLevels = false } = filter;
    const view = await viewThreads(db, reading, deps, {
      isWanted: ({ section, audience }) =>
        // A person who reads what was submitted has no threads on what is answered anew.
        rights.has('see') &&
        (!filter.section || section === filter.section) &&
        isOnText(audience) !== onLevels,
      filter,
      shown
    });
    return {
      ...view,
      documentId: document.id,
      audiences: onLevels
        ? audiencesForLevels(document.kind, abilities)
        : audiencesFor(document.kind, abilities),
      usage: await usageOf(db, document, actor.userId)
    };
  }
);

/** Lists a page of the threads of each text of a city, as far as the person may read them. */
const listOfCity = read(
  { name: 'threads.list-of-city', subject: assessmentSubject },
  async (
    { db, deps, actor, subject: { study, assessment } },
    filter: ThreadFilter,
    shown: ShownThreads
  ): Promise<ThreadsOfCity> => {
    const documents = await listAssessmentDocuments(db, study.id, assessment.cityId);
    const listed = await Promise.all(
      documents.map(async ({ id, kind }) => ({
        document: kind,
        found: await list.bindTo(deps)(actor, id, filter, shown)
      }))
    );
    const threads: ThreadOfCity[] = [];
    let pages = 1;
    for (const { document, found } of listed) {
      // A document that this person may not read has no threads for them.
      if (!found.ok) continue;
      pages = Math.max(pages, found.value.page.pages);
      // The last page of the one text is shown once, where the other has more.
      if (shown.thread === null && shown.page > found.value.page.pages) continue;
      for (const thread of found.value.threads) threads.push({ document, thread });
    }
    return { threads, pages };
  }
);

/** Returns the address of a thread that the person has. */
const address = read(
  { name: 'threads.address', subject: threadSubject },
  ({ subject: { document, thread } }): Promise<ThreadAddress & { readonly studySlug: string }> => {
    const { kind, cityId, slug, studySlug } = document;
    // A confidential document has no threads.
    if (kind === 'confidential') throw refused('not-found');
    return Promise.resolve({
      id: thread.id,
      section: thread.section,
      audience: thread.audience,
      document: { kind, cityId, slug },
      studySlug
    });
  }
);

/** Those who would see a thread of this audience. The requester is one who sees it. */
const listeners = read(
  { name: 'threads.listeners', subject: discussedSubject },
  async ({ db, subject, actor }, audience: Audience): Promise<Listener[]> => {
    const { document, abilities } = asRead(subject, actor);
    if (!mayRead(document.kind, audience, abilities)) throw refused('forbidden');
    return listListeners(db, document, audience);
  }
);

export type Threads = ReturnType<typeof createThreads>;

export function createThreads(deps: ThreadsTools) {
  const bound = bind(deps, { list, address });
  return {
    ...bind(deps, {
      open: openThread,
      reply,
      edit,
      withdraw,
      recall,
      resolve,
      reopen,
      list,
      listOfCity,
      listListeners: listeners
    }),

    async find(actor: Actor, studySlug: string, threadId: string): Promise<Result<ThreadAddress>> {
      const found = await bound.address(actor, threadId);
      if (!found.ok) return found;
      const { studySlug: own, ...shown } = found.value;
      return own === studySlug ? ok(shown) : refuse('not-found');
    }
  };
}
