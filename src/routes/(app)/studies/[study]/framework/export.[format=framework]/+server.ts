import { frameworkFormats } from '#rules/framework/framework-formats.ts';
import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { study, format } = event.params;
  const version = event.url.searchParams.get('version');
  const { text, fileName } = must(
    event.locals,
    await event.locals.services.frameworkVersions.file(needActor(event), study, version, format)
  );
  return attachment(new TextEncoder().encode(text), frameworkFormats[format], fileName);
};
