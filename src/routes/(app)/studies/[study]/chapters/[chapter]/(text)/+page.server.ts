import { chapterSection } from '#document/narrative.ts';
import { readLayout } from '#lib/editor/layout.ts';
import { acceptFinding, reopenFinding } from '#lib/server/check-actions.ts';
import { loadCommentCodings } from '#lib/server/comment-codings.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { readerIn } from '#lib/collab/reader.ts';
import { loadPairs, pairActions } from '#lib/server/pair-actions.ts';
import {
  confirmTranslation,
  loadHistory,
  loadPresentAuthors,
  loadWriteBack,
  restoredVersion
} from '#lib/server/version-pages.ts';
import { mergeLate } from '#lib/server/late-pages.ts';
import { locationOf } from '#lib/server/text-of-page.ts';
import { decideSuggestion, loadSuggestions, saveSuggestions } from '#lib/server/suggestion-actions.ts';
import { shownThreadsIn, threadActions } from '#lib/server/thread-actions.ts';
import type { RequestEvent } from '@sveltejs/kit';
import { asJson } from '#lib/wire/as-json.ts';
import type { Result } from '#base/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

type ChapterRequest = RequestEvent<{ study: string; chapter: string }>;

/** Returns the step of the roadmap whose section the address names; null for the chapter's own text. */
async function stepOf(event: ChapterRequest) {
  const section = event.url.searchParams.get('section') ?? chapterSection;
  if (section === chapterSection) return null;
  const roadmap = must(
    event.locals,
    await event.locals.services.roadmap.load(needActor(event), event.params.study)
  );
  const at = roadmap.steps.findIndex((one) => one.section === section);
  const step = roadmap.steps[at];
  if (!step || roadmap.chapter?.slug !== event.params.chapter)
    return refuseRequest(event.locals, { code: 'not-found' });
  const neighbour = (one: (typeof roadmap.steps)[number] | undefined) =>
    one ? { section: one.section, title: one.title } : null;
  return {
    facts: step,
    levels: roadmap.levels,
    titles: roadmap.steps.map(({ id, title }) => ({ id, title })),
    characteristic: roadmap.characteristics.find(({ id }) => id === step.characteristic)?.name ?? null,
    before: neighbour(roadmap.steps[at - 1]),
    next: neighbour(roadmap.steps[at + 1])
  };
}

const sectionOf = async (event: ChapterRequest): Promise<string> =>
  (await stepOf(event))?.facts.section ?? chapterSection;

export const load: PageServerLoad = async (event) => {
  const step = await stepOf(event);
  const section = step?.facts.section ?? chapterSection;
  const { services, locale } = event.locals;
  const actor = needActor(event);
  const { id, slug, title, state, room, access, study, abilities } = must(
    event.locals,
    await services.chapters.load(actor, event.params.study, event.params.chapter)
  );
  follow(event, 'study', ...(step ? (['registers'] as const) : []), `words:${id}`);
  const seesAuthors = abilities.has('chapter.versions');
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const threads = services.threads.list(actor, id, {}, shownThreadsIn(event.url)).then(found);
  return sideBySide({
    section,
    step,
    ...(step ? { crumb: step.facts.title, crumbQuery: `?section=${section}` } : {}),
    seesAuthors,
    authors: loadPresentAuthors(event, locationOf(event), [section], seesAuthors),
    chapter: { slug, title, state, room, access },
    html: services.documents.html(actor, id, section).then(found).then(asJson),
    history: loadHistory(event, locationOf(event)).then(asJson),
    /** Null for readers whom it does not concern. */
    pairs: loadPairs(event, locationOf(event), section).then(asJson),
    writeBack: loadWriteBack(event, locationOf(event), section),
    acceptedFindings: services.textChecks
      .accepted(actor, event.params.study, locationOf(event), section)
      .then(found),
    threads: threads.then(asJson),
    commentCodings: threads.then((listed) => loadCommentCodings(event, listed)),
    suggestions: loadSuggestions(event, locationOf(event), section).then(asJson),
    self: readerIn(actor, study),
    layout: readLayout((name) => event.cookies.get(name), locale)
  });
};

export const actions: Actions = {
  confirm: confirmTranslation(sectionOf),
  acceptFinding: acceptFinding(sectionOf),
  reopenFinding,
  restored: restoredVersion(sectionOf),
  merged: mergeLate,
  ...pairActions,
  saveSuggestions: saveSuggestions(sectionOf),
  decideSuggestion: decideSuggestion(sectionOf),
  ...threadActions
};
