import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const version = event.url.searchParams.get('version');
  const { text, fileName } = must(
    event.locals,
    await event.locals.services.frameworkVersions.file(needActor(event), event.params.study, version, 'json')
  );
  return attachment(new TextEncoder().encode(text), 'application/json; charset=utf-8', fileName);
};
