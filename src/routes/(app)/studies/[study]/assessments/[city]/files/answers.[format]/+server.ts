import { answersFile } from '#lib/server/answers-file.ts';
import { needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Answers with the current response, for users who may read it. */
export const GET: RequestHandler = (event) => {
  const { study, city, format } = event.params;
  const actor = needActor(event);
  return answersFile(event, format, (known, language) =>
    event.locals.services.answerFiles.write(actor, study, city, known, language)
  );
};
