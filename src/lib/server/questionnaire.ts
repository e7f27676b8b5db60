/** Loads what the page of a characteristic needs: its questions, and what the city has answered so far. */
import type { RequestEvent } from '@sveltejs/kit';
import { parseCell, sectionsOfQuestion, type QuestionParts } from '#document/answer-cells.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import { findCharacteristic } from '#rules/framework/framework.ts';
import { asJson } from '#lib/wire/as-json.ts';
import type { Result } from '#base/refusal.ts';
import { isSubmitted } from '#base/states.ts';
import { figuresModel, activeQuestionModels } from '#lib/areas/answers/question-model.ts';
import { must, needActor } from './guard.ts';
import { sideBySide } from '#base/side-by-side.ts';

/** Names a characteristic of one city, as the addresses of its pages do. */
export interface CharacteristicOfCity {
  readonly study: string;
  readonly city: string;
  readonly characteristic: string;
}

/** Says what a page shows of these questions, and of others that have no passages. */
const shownOf = (questions: readonly QuestionParts[], others: readonly string[] = []) => ({
  passages: questions.flatMap(sectionsOfQuestion),
  questions: [...questions.map(({ id }) => id), ...others]
});

/** Null for a reader who may not open the response. */
export async function loadQuestionnaire(
  event: RequestEvent,
  { study, city, characteristic: id }: CharacteristicOfCity
) {
  const { services } = event.locals;
  const actor = needActor(event);
  const { framework, documents, reworded, abilities, state } = must(
    event.locals,
    await services.assessments.load(actor, study, city)
  );
  const characteristic = findCharacteristic(framework, id);
  const response = documents.find(({ kind }) => kind === 'response');
  if (!characteristic || !response) return null;
  const questions = activeQuestionModels(framework, characteristic);
  const isFirst = framework.characteristics[0]?.id === id;
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const { given, clarifications, departments, cited } = await sideBySide({
    given: services.documents
      .answers(actor, response.id, shownOf(questions, isFirst ? [figuresQuestion] : []))
      .then(found),
    clarifications:
      abilities.has('clarification.read') && isSubmitted(state)
        ? sideBySide({
            view: services.clarifications.list(actor, study, city, { characteristic: id }).then(found),
            changed: services.clarifications.changed(actor, study, city, id).then(found)
          })
        : null,
    departments: abilities.has('departments.read')
      ? services.departments.load(actor, study, city).then(found)
      : null,
    cited: services.evidence.citedBy(actor, study, city)
  });
  return {
    questions: asJson(questions),
    figures: isFirst ? figuresModel(framework) : null,
    given: asJson(given),
    /** Null where there can be none, and for a reader who may not see them. */
    clarifications,
    /** Maps a question to its wording when the city was first given it, where that differs from today's. */
    reworded: new Map(reworded.map(({ id: question, before }) => [question, before])),
    version: framework.version,
    /** Maps a question to its department within the city, for the city's own people. */
    whose: new Map(
      departments?.items.flatMap(({ question, assignment }) => {
        const department = departments.departments.find(({ id: one }) => one === assignment?.departmentId);
        return question !== null && assignment && department
          ? [[question, { name: department.name, assignment }] as const]
          : [];
      })
    ),
    today: services.now().toISOString().slice(0, 10),
    evidence: cited.ok ? cited.value : new Map<string, never[]>(),
    /** Holds what the sums of this characteristic are computed from. */
    summed: asJson({
      characteristics: [characteristic],
      recordTypes: framework.recordTypes.filter((type) =>
        questions.some((question) => question.type?.id === type.id)
      )
    })
  };
}

/**
 * Loads what the city answers to the questions of one characteristic, for pages that show it next to a text or
 * a score; null for a reader who may not open the response.
 */
export async function loadShownAnswers(
  event: RequestEvent,
  { study, city, characteristic: id }: CharacteristicOfCity
) {
  const { services } = event.locals;
  const actor = needActor(event);
  const { framework, documents } = must(event.locals, await services.assessments.load(actor, study, city));
  const characteristic = findCharacteristic(framework, id);
  const response = documents.find(({ kind }) => kind === 'response');
  if (!characteristic || !response) return null;
  const questions = activeQuestionModels(framework, characteristic);
  const { given, cited } = await sideBySide({
    given: services.documents
      .answers(actor, response.id, shownOf(questions))
      .then((result) => must(event.locals, result)),
    cited: services.evidence.citedBy(actor, study, city)
  });
  const { cells, html, isCut } = given;
  const own = new Set(questions.map((question) => question.id));
  return {
    questions: asJson(questions),
    cells: asJson(
      Object.fromEntries(Object.entries(cells).filter(([key]) => own.has(parseCell(key)?.question ?? '')))
    ),
    html: asJson(html),
    /** Names the page with all of the answers, where this is only their beginning. */
    restAt: isCut ? `/studies/${study}/assessments/${city}/${id}?text=response` : null,
    evidence: new Map(cited.ok ? [...cited.value].filter(([question]) => own.has(question)) : [])
  };
}

/**
 * Loads the same for the short profile of a city that answers it: all its parts, and the questions whose
 * answers may be taken over. Null without one.
 */
export async function loadProfile(
  event: RequestEvent,
  { study, city }: { readonly study: string; readonly city: string }
) {
  const { services } = event.locals;
  const actor = needActor(event);
  const { framework, profile, documents } = must(
    event.locals,
    await services.assessments.load(actor, study, city)
  );
  const response = documents.find(({ kind }) => kind === 'response');
  if (!profile || !response) return null;
  const parts = profile.parts.map((part) => ({
    id: part.id,
    number: part.number,
    name: part.name,
    purpose: part.purpose,
    mapsTo: part.mapsTo
      .flatMap((id) => findCharacteristic(framework, id) ?? [])
      .map(({ id, number, name }) => ({ id, number, name })),
    questions: activeQuestionModels(framework, part)
  }));
  const wanted = new Set(
    parts.flatMap(({ questions }) => questions.flatMap(({ from }) => from.map(({ question }) => question)))
  );
  const origins = framework.characteristics.flatMap(({ id: characteristic, questions }) =>
    questions
      .filter(({ id }) => wanted.has(id))
      .map(({ id, code, kind, facets }) => ({ id, code, kind, facets, characteristic }))
  );
  const allQuestions = parts.flatMap(({ questions }) => questions);
  const given = must(
    event.locals,
    await services.documents.answers(actor, response.id, shownOf([...allQuestions, ...origins]))
  );
  const cited = await services.evidence.citedBy(actor, study, city);
  return {
    title: profile.title,
    useNote: profile.useNote,
    parts,
    origins,
    given,
    evidence: cited.ok ? cited.value : new Map<string, never[]>(),
    summed: {
      characteristics: profile.parts,
      recordTypes: framework.recordTypes.filter((type) =>
        allQuestions.some((question) => question.type?.id === type.id)
      )
    }
  };
}
