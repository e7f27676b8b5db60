import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Answers with one revision as a download, never shown: whatever it holds, no browser executes it here. */
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
