import { chapterSection } from '#document/narrative.ts';
import { readLayout } from '#lib/editor/layout.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { readerIn } from '#lib/collab/reader.ts';
import type { PageServerLoad } from './$types';

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
    self: readerIn(actor, study),
    layout: readLayout((name) => event.cookies.get(name), locale)
  };
};
