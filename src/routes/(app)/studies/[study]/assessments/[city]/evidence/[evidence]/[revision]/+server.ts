import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** One revision, to be kept and never shown: whatever it holds, no browser runs it here. */
export const GET: RequestHandler = async (event) => {
  const { study, city, evidence, revision } = event.params;
  const n = /^[1-9]\d{0,5}$/.test(revision) ? Number(revision) : 0;
  const { bytes, mediaType, fileName } = must(
    event.locals,
    await event.locals.services.evidence.file(needActor(event), study, city, evidence, n)
  );
  return attachment(
    bytes,
    mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
    fileName
  );
};
