import { chapterSection } from '#document/narrative.ts';
import { readLayout } from '#lib/editor/layout.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { readerIn } from '#lib/collab/reader.ts';
import {
  confirmParity,
  loadHistory,
  loadWriteBack,
  mergeLate,
  placeOf,
  restoredVersion
} from '#lib/server/version-pages.ts';
import { threadActions } from '#lib/server/thread-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const { house, locale } = event.locals;
  const actor = needActor(event);
  const { id, slug, title, state, room, access, study } = must(
    event.locals,
    await house.chapters.load(actor, event.params.study, event.params.chapter)
  );
  return {
    chapter: { slug, title, state, room, access },
    html: must(event.locals, await house.documents.html(actor, id, chapterSection)),
    grades: must(event.locals, await house.grades.ofText(actor, event.params.study, placeOf(event))),
    history: await loadHistory(event, placeOf(event)),
    writeBack: await loadWriteBack(event, placeOf(event), chapterSection),
    threads: must(event.locals, await house.threads.list(actor, id)),
    self: readerIn(actor, study),
    layout: readLayout((name) => event.cookies.get(name), locale)
  };
};

export const actions: Actions = {
  confirm: (event) => confirmParity(event, placeOf(event), chapterSection),
  restored: (event) => restoredVersion(event, placeOf(event), chapterSection),
  merged: mergeLate,
  openThread: threadActions.openThread,
  reply: threadActions.reply,
  editComment: threadActions.editComment,
  withdrawComment: threadActions.withdrawComment,
  recallComment: threadActions.recallComment,
  resolveThread: threadActions.resolveThread,
  reopenThread: threadActions.reopenThread
};
