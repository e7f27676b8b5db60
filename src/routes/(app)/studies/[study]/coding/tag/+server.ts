import { json } from '@sveltejs/kit';
import { codingTargetIn } from '#lib/server/coding-request.ts';
import { must, needStudy } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Lists the codes with the spellings by which they are found. */
export const GET: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.coding');
  const { coding } = event.locals.services;
  return json({ codes: must(event.locals, await coding.palette(actor, event.params.study)) });
};

/** Tags what the query names. The request has no body. */
export const POST: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.coding-edit');
  const target = must(event.locals, codingTargetIn(event.url.searchParams));
  const code = event.url.searchParams.get('code') ?? '';
  const { coding } = event.locals.services;
  return json(must(event.locals, await coding.tag(actor, event.params.study, code, target)));
};

/** Takes off the code of the coding that the query names. */
export const DELETE: RequestHandler = async (event) => {
  const actor = await needStudy(event, 'study.coding-edit');
  const id = event.url.searchParams.get('coding') ?? '';
  const { coding } = event.locals.services;
  return json(must(event.locals, await coding.untag(actor, event.params.study, [id])));
};
