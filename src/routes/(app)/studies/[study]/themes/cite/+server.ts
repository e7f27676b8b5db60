import { json } from '@sveltejs/kit';
import { citeInputIn } from '#lib/server/cite-request.ts';
import { must, needStudy } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/**
 * Lists the good practices, trends and challenges in which the reader can cite something; with `list=things` the
 * things of the study that can be cited by their names.
 */
export const GET: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.themes-edit');
  const { supports } = event.locals.services;
  if (event.url.searchParams.get('list') === 'things')
    return json({ things: must(event.locals, await supports.things(actor, event.params.study)) });
  return json({ targets: must(event.locals, await supports.targets(actor, event.params.study)) });
};

/** Cites what the query names. The request has no body. */
export const POST: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.themes-edit');
  const input = must(event.locals, citeInputIn(event.url.searchParams));
  const { supports } = event.locals.services;
  return json(must(event.locals, await supports.cite(actor, event.params.study, input)));
};
