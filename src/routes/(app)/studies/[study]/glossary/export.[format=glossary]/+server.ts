import { glossaryFormats } from '#rules/pairs/glossary-formats.ts';
import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { study, format } = event.params;
  const bytes = must(
    event.locals,
    await event.locals.services.glossary.file(needActor(event), study, format)
  );
  return attachment(bytes, glossaryFormats[format], `${study}-glossary.${format}`);
};
