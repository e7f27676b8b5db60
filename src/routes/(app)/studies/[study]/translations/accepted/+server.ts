import { json } from '@sveltejs/kit';
import { needStudy, must } from '#lib/server/guard.ts';
import { acceptanceOf } from '#lib/server/passage-request.ts';
import type { RequestHandler } from './$types';

/** Records that the reader accepts machine text by name, for the words that they saw. The request has no body. */
export const POST: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.see');
  const { location, statement } = acceptanceOf(event);
  const { translationPairs } = event.locals.services;
  must(event.locals, await translationPairs.confirm(actor, event.params.study, location, statement));
  return json({ done: true });
};
