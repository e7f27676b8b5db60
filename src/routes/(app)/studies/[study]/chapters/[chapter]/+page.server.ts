import { chapterKey, limitOf } from '#domain/length-limit.ts';
import { chapterSection } from '#document/narrative.ts';
import { readLayout } from '#lib/editor/layout.ts';
import { acceptFinding, reopenFinding } from '#lib/server/check-actions.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { readerIn } from '#lib/collab/reader.ts';
import { loadPairs, pairActions } from '#lib/server/pair-actions.ts';
import {
  confirmTranslation,
  loadHistory,
  loadPresentAuthors,
  loadWriteBack,
  mergeLate,
  locationOf,
  restoredVersion
} from '#lib/server/version-pages.ts';
import { decideSuggestion, loadSuggestions, saveSuggestions } from '#lib/server/suggestion-actions.ts';
import { threadActions } from '#lib/server/thread-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const { services, locale } = event.locals;
  const actor = needActor(event);
  const { id, slug, title, state, room, access, study, abilities } = must(
    event.locals,
    await services.chapters.load(actor, event.params.study, event.params.chapter)
  );
  const seesAuthors = abilities.has('chapter.versions');
  return {
    seesAuthors,
    authors: await loadPresentAuthors(event, locationOf(event), [chapterSection], seesAuthors),
    chapter: { slug, title, state, room, access },
    html: must(event.locals, await services.documents.html(actor, id, chapterSection)),
    levelChips: must(
      event.locals,
      await services.levelChips.ofText(actor, event.params.study, locationOf(event))
    ),
    history: await loadHistory(event, locationOf(event)),
    /** Holds what was said of the pairs; null for readers whom it does not concern. */
    pairs: await loadPairs(event, locationOf(event), chapterSection),
    writeBack: await loadWriteBack(event, locationOf(event), chapterSection),
    acceptedFindings: must(
      event.locals,
      await services.textChecks.accepted(actor, event.params.study, locationOf(event), chapterSection)
    ),
    /** Says how long the chapter may be. */
    lengthLimit: limitOf(
      must(event.locals, await services.studies.lengthLimits(actor, event.params.study)),
      chapterKey(slug)
    ),
    threads: must(event.locals, await services.threads.list(actor, id)),
    suggestions: await loadSuggestions(event, locationOf(event), chapterSection),
    self: readerIn(actor, study),
    layout: readLayout((name) => event.cookies.get(name), locale)
  };
};

export const actions: Actions = {
  confirm: (event) => confirmTranslation(event, locationOf(event), chapterSection),
  acceptFinding: (event) => acceptFinding(event, locationOf(event), chapterSection),
  reopenFinding: (event) => reopenFinding(event, locationOf(event)),
  restored: (event) => restoredVersion(event, locationOf(event), chapterSection),
  merged: mergeLate,
  confirmPairs: pairActions.confirmPairs,
  checkPairs: pairActions.checkPairs,
  divergePairs: pairActions.divergePairs,
  waivePairs: pairActions.waivePairs,
  takeBackPair: pairActions.takeBackPair,
  pairChanges: pairActions.pairChanges,
  saveSuggestions: (event) => saveSuggestions(event, chapterSection),
  decideSuggestion: (event) => decideSuggestion(event, chapterSection),
  openThread: threadActions.openThread,
  reply: threadActions.reply,
  editComment: threadActions.editComment,
  withdrawComment: threadActions.withdrawComment,
  recallComment: threadActions.recallComment,
  resolveThread: threadActions.resolveThread,
  reopenThread: threadActions.reopenThread
};
