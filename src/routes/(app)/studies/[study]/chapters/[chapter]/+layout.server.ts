import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { LayoutServerLoad } from './$types';

/** Not found without `chapter.read`. */
export const load: LayoutServerLoad = async (event) => {
  const { id, title } = must(
    event.locals,
    await event.locals.services.chapters.load(needActor(event), event.params.study, event.params.chapter)
  );
  follow(event, 'study', 'registers', `document:${id}`);
  return {
    chapterTitle: title,
    /** Names the steps whose text is part of the chapter, where it is the roadmap's. */
    stepSections: must(
      event.locals,
      await event.locals.services.roadmap.sections(needActor(event), event.params.study, event.params.chapter)
    )
  };
};
