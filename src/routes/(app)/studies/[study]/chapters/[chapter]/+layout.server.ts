import { must, needActor } from '#lib/server/guard.ts';
import type { LayoutServerLoad } from './$types';

/** Loads a chapter; not found without `chapter.read`. */
export const load: LayoutServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const { title } = must(
    event.locals,
    await event.locals.services.chapters.load(needActor(event), event.params.study, event.params.chapter)
  );
  return {
    chapterTitle: title,
    /** Names the steps whose text is part of the chapter, where it is the roadmap's. */
    stepSections: must(
      event.locals,
      await event.locals.services.roadmap.sections(needActor(event), event.params.study, event.params.chapter)
    )
  };
};
