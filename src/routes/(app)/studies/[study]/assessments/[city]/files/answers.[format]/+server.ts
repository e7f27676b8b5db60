import { answersFile } from '#lib/server/answers-file.ts';
import { needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/**
 * Answers with the current response, for users who may read it; with `?confidential` also with what is held
 * back, for those who may read that.
 */
export const GET: RequestHandler = (event) => {
  const { study, city, format } = event.params;
  const actor = needActor(event);
  const isConfidential = event.url.searchParams.has('confidential');
  if (isConfidential)
    event.locals.services.logger.info('confidential answers exported', { userId: actor.userId, study, city });
  return answersFile(event, format, (known, language) =>
    event.locals.services.answerFiles.write(actor, study, city, known, language, isConfidential)
  );
};
