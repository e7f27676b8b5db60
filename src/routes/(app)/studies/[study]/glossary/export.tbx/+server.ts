import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const text = must(
    event.locals,
    await event.locals.services.glossary.tbx(needActor(event), event.params.study)
  );
  return attachment(
    new TextEncoder().encode(text),
    'application/x-tbx+xml; charset=utf-8',
    `${event.params.study}-glossary.tbx`
  );
};
