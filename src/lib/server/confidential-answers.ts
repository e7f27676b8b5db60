import type { RequestEvent } from '@sveltejs/kit';
import { sectionsOfQuestion } from '#document/answer-cells.ts';
import { holdsConfidential, isConfidential } from '#rules/answers/confidential.ts';
import { responseIsOpen, answersMayReopen } from '#base/states.ts';
import { allQuestionModels, type QuestionModel } from '#lib/areas/answers/question-model.ts';
import { must, needActor, refuseRequest } from './guard.ts';

/** Loads the assessment of the page, with whether its reader reads the answers; not found for those who see no such page. */
export async function needConfidential(
  event: Pick<RequestEvent, 'locals' | 'url'>,
  { study, city }: { readonly study: string; readonly city: string }
) {
  const actor = needActor(event);
  const view = must(event.locals, await event.locals.services.assessments.load(actor, study, city));
  const mayRead = view.abilities.has('confidential.read');
  if (!mayRead && !view.abilities.has('confidential.readers'))
    refuseRequest(event.locals, { code: 'not-found' });
  return { actor, view, mayRead };
}

/**
 * Loads who may read the answers, and for those who may, the answers by characteristic; not found for everyone
 * else.
 */
export async function loadConfidential(
  event: RequestEvent,
  { study, city }: { readonly study: string; readonly city: string }
) {
  const { services } = event.locals;
  const { actor, view, mayRead } = await needConfidential(event, { study, city });
  const { framework, profile, abilities, confidential, confidentialAnswers: answers, state } = view;
  if (mayRead && answers.length > 0)
    services.logger.info('confidential answers read', { userId: actor.userId, study, city });
  // A question whose topics alone are confidential is shown with these topics.
  const held = (question: QuestionModel): QuestionModel => ({
    ...question,
    showIf: null,
    facets: isConfidential(answers, question.id)
      ? question.facets
      : question.facets.filter(({ id }) => isConfidential(answers, question.id, id))
  });
  const partsIn = (parts: typeof framework.characteristics, isCharacteristic: boolean) =>
    parts.map((part) => ({
      id: part.id,
      number: part.number,
      name: part.name,
      /** Says that the part has a note of its own. */
      isCharacteristic,
      questions: mayRead
        ? allQuestionModels(framework, part)
            .filter(({ id }) => holdsConfidential(answers, id))
            .map(held)
        : []
    }));
  const parts = [
    ...partsIn(framework.characteristics, true),
    ...partsIn(profile?.parts ?? [], false).filter(({ questions }) => questions.length > 0)
  ];
  const sections = parts.flatMap(({ id, isCharacteristic, questions }) => [
    ...(isCharacteristic ? [id] : []),
    ...questions.flatMap(sectionsOfQuestion)
  ]);
  return {
    mayRead,
    document: confidential,
    parts: mayRead ? parts : [],
    given: confidential
      ? must(
          event.locals,
          await services.documents.answers(actor, confidential.id, {
            passages: sections,
            questions: parts.flatMap(({ questions }) => questions.map(({ id }) => id))
          })
        )
      : { cells: {}, isCut: false, html: {}, written: {} },
    /** Says that the city may begin its confidential document with a note. */
    mayBegin:
      confidential === null &&
      abilities.has('confidential.write') &&
      (responseIsOpen(state) || answersMayReopen(state)),
    mayName: abilities.has('confidential.name'),
    readers: abilities.has('confidential.readers')
      ? must(event.locals, await services.confidential.readers(actor, study, city))
      : null
  };
}
