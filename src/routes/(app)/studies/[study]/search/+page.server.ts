import { searchFields, searchRequest } from '#lib/areas/search/forms.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

/** Loads what is found in the study, in both languages, and what the results can be narrowed to. */
export const load: PageServerLoad = async (event) => {
  const fields = searchFields(event.url.searchParams);
  const answer = must(
    event.locals,
    await event.locals.services.search.search(
      needActor(event),
      event.params.study,
      searchRequest(fields, event.locals.locale)
    )
  );
  // A query that is too long is not sent back.
  return { answer, fields: { ...fields, q: fields.q.slice(0, 200) } };
};
