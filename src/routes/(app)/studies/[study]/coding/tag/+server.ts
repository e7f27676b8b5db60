import { json } from '@sveltejs/kit';
import { codingTargetIn, newCodeIn } from '#lib/server/coding-request.ts';
import { must, needStudy } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Lists the codes with the spellings by which they are found. */
export const GET: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.coding');
  const { coding } = event.locals.services;
  return json({ codes: must(event.locals, await coding.palette(actor, event.params.study)) });
};

/** Tags what the query names, with a code that it names or that is added. The request has no body. */
export const POST: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.coding-edit');
  const { searchParams } = event.url;
  const target = must(event.locals, codingTargetIn(searchParams));
  const added = newCodeIn(searchParams);
  const { study } = event.params;
  const { coding } = event.locals.services;
  const tagged = added
    ? await coding.tagWithNew(actor, study, added, target)
    : await coding.tag(actor, study, searchParams.get('code') ?? '', target);
  return json(must(event.locals, tagged));
};

/** Takes off the code of the coding that the query names. */
export const DELETE: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.coding-edit');
  const id = event.url.searchParams.get('coding') ?? '';
  const { coding } = event.locals.services;
  return json(must(event.locals, await coding.untag(actor, event.params.study, [id])));
};
