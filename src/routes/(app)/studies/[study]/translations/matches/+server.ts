import { json } from '@sveltejs/kit';
import { needStudy, must } from '#lib/server/guard.ts';
import { passageOf } from '#lib/server/passage-request.ts';
import type { RequestHandler } from './$types';

/** Returns how passages like this one were translated before. */
export const GET: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.see');
  const { services } = event.locals;
  const { location, passage } = passageOf(event);
  const found = await services.translationMemory.matches(actor, event.params.study, location, passage);
  return json({ matches: must(event.locals, found) });
};
