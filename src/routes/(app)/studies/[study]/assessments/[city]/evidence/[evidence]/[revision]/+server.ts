import { attachment } from '#lib/server/approval-acts.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Answers with one revision as a download, never shown: whatever it holds, no browser executes it here. */
export const GET: RequestHandler = async (event) => {
  const { study, city, evidence, revision } = event.params;
  const n = /^[1-9]\d{0,5}$/.test(revision) ? Number(revision) : 0;
  const actor = needActor(event);
  const { services } = event.locals;
  const { bytes, mediaType, fileName, isConfidential } = must(
    event.locals,
    await services.evidence.file(actor, study, city, evidence, n)
  );
  if (isConfidential)
    services.logger.info('confidential evidence read', { userId: actor.userId, study, city, evidence });
  return attachment(
    bytes,
    mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType,
    fileName
  );
};
