import { redirect } from '@sveltejs/kit';
import { chapterSection } from '#document/narrative.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Redirects a thread's own address, which stays the same, to the page of the text that the thread is on. */
export const GET: RequestHandler = async (event) => {
  const { study, thread } = event.params;
  const { id, section, audience, document } = must(
    event.locals,
    await event.locals.services.threads.find(needActor(event), study, thread)
  );
  const at =
    document.kind === 'chapter'
      ? `chapters/${document.slug}`
      : `assessments/${document.cityId}/${section ?? ''}`;
  if (audience === 'panel') redirect(303, `/studies/${study}/${at}/panel?thread=${id}`);
  if (audience === 'hearing')
    redirect(303, `/studies/${study}/assessments/${document.cityId}/levels?on=${section}&thread=${id}`);
  const query = new URLSearchParams({
    ...(document.kind !== 'chapter'
      ? { text: document.kind }
      : section === null || section === chapterSection
        ? {}
        : { section }),
    panel: 'comments',
    thread: id
  });
  redirect(303, `/studies/${study}/${at}?${query}`);
};
