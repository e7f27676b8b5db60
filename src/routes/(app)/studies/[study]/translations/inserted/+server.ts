import { json } from '@sveltejs/kit';
import { needStudy, must } from '#lib/server/guard.ts';
import { pairOf } from '#lib/server/passage-request.ts';
import type { RequestHandler } from './$types';

/** Records that the reader inserted a draft as one side of a pair. The request has no body. */
export const POST: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.see');
  const { location, pair } = pairOf(event);
  const { translationDrafts } = event.locals.services;
  must(event.locals, await translationDrafts.inserted(actor, event.params.study, location, pair));
  return json({ done: true });
};
