import { answersFile } from '#lib/server/answers-file.ts';
import { needActor } from '#lib/server/guard.ts';
import type { RequestHandler } from './$types';

/** Answers with the questions of the framework as an empty form, to be filled in without a network. */
export const GET: RequestHandler = (event) => {
  const { study, format } = event.params;
  const actor = needActor(event);
  return answersFile(event, format, (known, language) =>
    event.locals.services.answerFiles.form(actor, study, known, language)
  );
};
