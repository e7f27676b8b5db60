import { json } from '@sveltejs/kit';
import { needStudy, must } from '#lib/server/guard.ts';
import { passageOf } from '#lib/server/passage-request.ts';
import type { RequestHandler } from './$types';

/** Has the passage drafted by the translation service; ends when the reader cancels. The request has no body. */
export const POST: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.see');
  const { location, passage } = passageOf(event);
  const { study } = event.params;
  const { translationDrafts } = event.locals.services;
  const drafted = await translationDrafts.draft(actor, study, location, passage, event.request.signal);
  return json(must(event.locals, drafted));
};
