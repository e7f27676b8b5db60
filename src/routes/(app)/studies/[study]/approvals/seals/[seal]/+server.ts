import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { bytes, mediaType, fileName } = must(
    event.locals,
    await event.locals.services.approvals.loadSeal(needActor(event), event.params.study, event.params.seal)
  );
  return attachment(bytes, mediaType, fileName);
};
