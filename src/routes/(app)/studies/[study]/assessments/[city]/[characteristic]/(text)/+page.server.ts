import { sectionsOfQuestion } from '#document/answer-cells.ts';
import { isSubmitted } from '#base/states.ts';
import { oldestChanges } from '#lib/areas/answers/forms.ts';
import { acceptFinding, reopenFinding } from '#lib/server/check-actions.ts';
import { clarificationActions } from '#lib/server/clarification-actions.ts';
import { loadCommentCodings } from '#lib/server/comment-codings.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { shownTextOf } from '#lib/server/shown-text.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { loadQuestionNames } from '#lib/server/version-answers.ts';
import { loadQuestionnaire } from '#lib/server/questionnaire.ts';
import { loadPairs, pairActions } from '#lib/server/pair-actions.ts';
import {
  confirmTranslation,
  loadHistory,
  loadPresentAuthors,
  loadWriteBack,
  restoredVersion
} from '#lib/server/version-pages.ts';
import { mergeLate } from '#lib/server/late-pages.ts';
import { decideSuggestion, loadSuggestions, saveSuggestions } from '#lib/server/suggestion-actions.ts';
import { shownThreadsIn, threadActions } from '#lib/server/thread-actions.ts';
import { asJson } from '#lib/wire/as-json.ts';
import type { Result } from '#base/refusal.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const { study, city, characteristic: id } = event.params;
  follow(event, 'study', `words:${city}`);
  const { services } = event.locals;
  const actor = needActor(event);
  const { assessment, shownText, shown } = await shownTextOf(event);
  const { documents, abilities, state } = assessment;
  const findings = documents.find(({ kind }) => kind === 'findings');
  const location = { kind: shownText, city };
  const seesAuthors = abilities.has('versions.read');
  const seesAnswerHistory = abilities.has('answers.history');
  const questionnaire = shownText === 'response' ? await loadQuestionnaire(event, event.params) : null;
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const threads = services.threads
    .list(actor, shown.id, { section: id }, shownThreadsIn(event.url))
    .then(found);
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
    history: loadHistory(event, location).then(asJson),
    /** Holds what was said of the pairs of this section; null for readers whom it does not concern. */
    pairs: loadPairs(event, location, id).then(asJson),
    writeBack: loadWriteBack(event, location, id),
    /** Names the questions, where a late edit of the answers is to be taken over. */
    questionNames:
      shownText === 'response' && event.url.searchParams.has('late') ? loadQuestionNames(event) : null,
    shownText,
    threads: threads.then(asJson),
    commentCodings: threads.then((listed) => loadCommentCodings(event, listed)),
    suggestions: loadSuggestions(event, location, id).then(asJson),
    /**
     * Lists answers that have changed since, where the reader can confirm that these findings were reviewed.
     */
    changedAnswers:
      shownText === 'findings' && abilities.has('clarification.read') && isSubmitted(state)
        ? services.clarifications
            .list(actor, study, city, { characteristic: id })
            .then((listed) => found(listed).clarifications.filter((one) => one.awaitsReview && one.mayReview))
        : [],
    /** Null for who only reads the text. */
    acceptedFindings: services.textChecks
      .accepted(actor, study, location, shownText === 'response' ? null : id)
      .then(found),
    findings: findings ? services.documents.html(actor, findings.id, id).then(found).then(asJson) : null
  });
};

const sectionOf = ({ params }: RequestEvent): string => params.characteristic;

export const actions: Actions = {
  confirm: confirmTranslation(sectionOf),
  acceptFinding: acceptFinding(sectionOf),
  reopenFinding,
  restored: restoredVersion(sectionOf),
  merged: mergeLate,
  ...pairActions,
  ...clarificationActions,
  saveSuggestions: saveSuggestions(sectionOf),
  decideSuggestion: decideSuggestion(sectionOf),
  ...threadActions
};
