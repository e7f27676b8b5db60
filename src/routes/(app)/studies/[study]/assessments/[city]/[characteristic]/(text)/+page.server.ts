import { redirect } from '@sveltejs/kit';
import { sectionsOfQuestion } from '#document/answer-cells.ts';
import { limitOf } from '#domain/length-limit.ts';
import { isSubmitted } from '#domain/workflow.ts';
import { oldestChanges } from '#lib/forms/answer-history.ts';
import { acceptFinding, reopenFinding } from '#lib/server/check-actions.ts';
import { clarificationActions } from '#lib/server/clarification-actions.ts';
import { cityStatements } from '#lib/server/city-statements.ts';
import { followCity } from '#lib/server/follow.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import { sideBySide } from '#lib/server/side-by-side.ts';
import { loadQuestionNames } from '#lib/server/version-answers.ts';
import { loadAnswersBeside, loadQuestionnaire } from '#lib/server/questionnaire.ts';
import { loadPairs, pairActions } from '#lib/server/pair-actions.ts';
import {
  confirmTranslation,
  loadHistory,
  loadPresentAuthors,
  loadWriteBack,
  mergeLate,
  locationOf,
  restoredVersion
} from '#lib/server/version-pages.ts';
import { decideSuggestion, loadSuggestions, saveSuggestions } from '#lib/server/suggestion-actions.ts';
import { shownThreadsIn, threadActions } from '#lib/server/thread-actions.ts';
import type { Result } from '#domain/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * Loads one characteristic: both texts as far as the reader may open them, and what the city states next to
 * its prose.
 */
export const load: PageServerLoad = async (event) => {
  const { study, city, characteristic: id } = event.params;
  followCity(event, 'registers');
  const { services } = event.locals;
  const actor = needActor(event);
  const { documents, profile, abilities, state } = must(
    event.locals,
    await services.assessments.load(actor, study, city)
  );
  // Threads on a question of the short profile link to this page with the part that holds it.
  if (profile?.parts.some((part) => part.id === id))
    redirect(307, `/studies/${study}/assessments/${city}/profile`);
  const stated = await cityStatements(event, event.params);
  const requested = event.url.searchParams.get('text');
  const open = documents.map((document) => document.kind);
  const usual =
    open.includes('findings') && !documents.some((one) => one.kind === 'response' && one.access === 'write')
      ? 'findings'
      : 'response';
  const shownText =
    open.find((kind) => kind === requested) ?? open.find((kind) => kind === usual) ?? open[0] ?? 'findings';
  const findings = documents.find(({ kind }) => kind === 'findings');
  const location = { kind: shownText, city };
  const shown =
    documents.find((document) => document.kind === shownText) ??
    refuseRequest(event.locals, { code: 'not-found' });
  const seesAuthors = abilities.has('versions.read');
  const seesAnswerHistory = abilities.has('answers.history');
  const questionnaire = shownText === 'response' ? await loadQuestionnaire(event, event.params) : null;
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  return sideBySide({
    questionnaire,
    seesAuthors,
    authors: loadPresentAuthors(
      event,
      location,
      [id, ...(questionnaire?.questions.flatMap(sectionsOfQuestion) ?? [])],
      seesAuthors
    ),
    seesAnswerHistory,
    /** Holds how the answers came about, where the address asks for it. */
    answerHistory:
      questionnaire && seesAnswerHistory && event.url.searchParams.has('changes')
        ? services.answerHistory
            .list(actor, study, city, {
              questions: [
                ...(questionnaire.figures ? [questionnaire.figures.id] : []),
                ...questionnaire.questions.map((question) => question.id)
              ],
              oldest: oldestChanges(event.url.searchParams)
            })
            .then(found)
        : null,
    /** Holds facts of public sources that are shown next to the answers. */
    context: services.context.beside.list(actor, study, { city, characteristic: id }).then(found),
    /** Holds the city's answers next to another text. */
    answersBeside: shownText === 'response' ? null : loadAnswersBeside(event, event.params),
    history: loadHistory(event, location),
    /** Holds what was said of the pairs of this section; null for readers whom it does not concern. */
    pairs: loadPairs(event, location, id),
    writeBack: loadWriteBack(event, location, id),
    /** Names the questions, where a late edit of the answers is to be taken over. */
    questionNames:
      shownText === 'response' && event.url.searchParams.has('late') ? loadQuestionNames(event) : null,
    ...stated,
    shownText,
    threads: services.threads.list(actor, shown.id, { section: id }, shownThreadsIn(event.url)).then(found),
    suggestions: loadSuggestions(event, location, id),
    /** Says how long this section of the findings may be. */
    lengthLimit:
      shownText === 'findings'
        ? services.studies.lengthLimits(actor, study).then((limits) => limitOf(found(limits), id))
        : null,
    /** Holds the levels that the text names, as far as this reader may know them. */
    levelChips: Promise.all([
      services.levelChips.ofText(actor, study, location).then(found),
      services.levelChips.answerPrints(actor, study, location).then(found)
    ]).then(([chips, answerPrints]) => ({ ...chips, answerPrints })),
    /**
     * Lists answers that have changed since, where the reader can confirm that these findings were reviewed.
     */
    changedAnswers:
      shownText === 'findings' && abilities.has('clarification.read') && isSubmitted(state)
        ? services.clarifications
            .list(actor, study, city, { characteristic: id })
            .then((listed) => found(listed).clarifications.filter((one) => one.awaitsReview && one.mayReview))
        : [],
    /** Holds what was accepted of the checks; null for who only reads the text. */
    acceptedFindings: services.textChecks
      .accepted(actor, study, location, shownText === 'response' ? null : id)
      .then(found),
    /** Lists the good practices, trends and challenges that rest on this text. */
    citations: services.supports
      .citing(
        actor,
        study,
        shownText === 'findings'
          ? { kind: 'findings', city, sections: [id] }
          : {
              kind: 'response',
              city,
              questions: stated.questions.flatMap(({ question, prompts }) =>
                [question, ...prompts].map((one) => one.id)
              )
            }
      )
      .then(found),
    /** Holds the codings of this text; null for who reads none. */
    codings: services.coding
      .onText(
        actor,
        study,
        shownText === 'findings'
          ? { kind: 'findings', city, section: id }
          : {
              kind: 'response',
              city,
              questions: stated.questions.flatMap(({ question, prompts }) =>
                [question, ...prompts].map((one) => one.id)
              )
            }
      )
      .then(found),
    findings: findings ? services.documents.html(actor, findings.id, id).then(found) : null,
    indicators: stated.indicators.filter(
      ({ section }) => section === id || (section === 'general' && stated.characteristic.number === 1)
    )
  });
};

export const actions: Actions = {
  confirm: (event) => confirmTranslation(event, locationOf(event), event.params.characteristic),
  acceptFinding: (event) => acceptFinding(event, locationOf(event), event.params.characteristic),
  reopenFinding: (event) => reopenFinding(event, locationOf(event)),
  restored: (event) => restoredVersion(event, locationOf(event), event.params.characteristic),
  merged: mergeLate,
  confirmPairs: pairActions.confirmPairs,
  checkPairs: pairActions.checkPairs,
  divergePairs: pairActions.divergePairs,
  waivePairs: pairActions.waivePairs,
  takeBackPair: pairActions.takeBackPair,
  pairChanges: pairActions.pairChanges,
  ask: clarificationActions.ask,
  giveBack: clarificationActions.giveBack,
  withdraw: clarificationActions.withdraw,
  review: clarificationActions.review,
  saveSuggestions: (event) => saveSuggestions(event, event.params.characteristic),
  decideSuggestion: (event) => decideSuggestion(event, event.params.characteristic),
  openThread: threadActions.openThread,
  reply: threadActions.reply,
  editComment: threadActions.editComment,
  withdrawComment: threadActions.withdrawComment,
  recallComment: threadActions.recallComment,
  resolveThread: threadActions.resolveThread,
  reopenThread: threadActions.reopenThread
};
