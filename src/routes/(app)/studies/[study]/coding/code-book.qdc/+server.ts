import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { study } = event.params;
  const bytes = must(event.locals, await event.locals.services.coding.codeBookFile(needActor(event), study));
  return attachment(bytes, 'application/xml; charset=utf-8', `${study}-code-book.qdc`);
};
