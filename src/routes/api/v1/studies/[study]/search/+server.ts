import { searchFields, searchRequest } from '#lib/forms/search.ts';
import { searchFaultSentence } from '#lib/i18n/search-labels.ts';
import { answerApi, apiError, methodNotAllowed } from '#lib/server/api.ts';
import { searchJson } from '#lib/server/api-answers.ts';
import type { SearchAnswer } from '#server/services/search/search.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const request = searchRequest(searchFields(event.url.searchParams), event.locals.locale);
  const faults: NonNullable<SearchAnswer['fault']>[] = [];
  const answer = await answerApi(
    event,
    async (actor) => {
      const searched = await event.locals.services.search.search(actor, event.params.study, request);
      if (searched.ok && searched.value.fault !== null) faults.push(searched.value.fault);
      return searched;
    },
    searchJson
  );
  const [fault] = faults;
  return fault === undefined
    ? answer
    : apiError(400, 'invalid', searchFaultSentence(fault, event.locals.locale));
};
export const fallback: RequestHandler = methodNotAllowed;
