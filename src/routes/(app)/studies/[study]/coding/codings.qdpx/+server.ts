import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { study } = event.params;
  const bytes = must(event.locals, await event.locals.services.coding.codingsFile(needActor(event), study));
  return attachment(bytes, 'application/zip', `${study}-codings.qdpx`);
};
