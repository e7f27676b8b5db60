import { redirect } from '@sveltejs/kit';
import { limitOf } from '#rules/documents/length-limit.ts';
import { cityStatements } from '#lib/server/city-statements.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { loadShownAnswers } from '#lib/server/questionnaire.ts';
import { shownTextOf } from '#lib/server/shown-text.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { asJson } from '#lib/wire/as-json.ts';
import type { Result } from '#base/refusal.ts';
import type { LayoutServerLoad } from './$types';

/**
 * Loads what stands next to the text of one characteristic: what the city states of it, what the study's registers say,
 * and what the text may name. What is said of the text itself does not make it run again.
 */
export const load: LayoutServerLoad = async (event) => {
  const { study, city, characteristic: id } = event.params;
  follow(event, 'study', 'registers', `around:${city}`);
  const { services } = event.locals;
  const actor = needActor(event);
  const { assessment, shownText } = await shownTextOf(event);
  // Threads on a question of the short profile link to this page with the part that holds it.
  if (assessment.profile?.parts.some((part) => part.id === id))
    redirect(307, `/studies/${study}/assessments/${city}/profile`);
  const stated = await cityStatements(event, event.params);
  const location = { kind: shownText, city };
  const questions = stated.questions.flatMap(({ question, prompts }) =>
    [question, ...prompts].map((one) => one.id)
  );
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  return sideBySide({
    ...stated,
    indicators: asJson(
      stated.indicators.filter(
        ({ section }) => section === id || (section === 'general' && stated.characteristic.number === 1)
      )
    ),
    /** Holds facts of public sources that are shown next to the answers. */
    context: services.context.pinned
      .list(actor, study, { city, characteristic: id })
      .then(found)
      .then(asJson),
    /** Holds the city's answers next to another text. */
    shownAnswers: shownText === 'response' ? null : loadShownAnswers(event, event.params),
    lengthLimit:
      shownText === 'findings'
        ? services.studies.lengthLimits(actor, study).then((limits) => limitOf(found(limits), id))
        : null,
    /** Holds the levels that the text names, as far as this reader may know them. */
    levelChips: Promise.all([
      services.levelChips.ofText(actor, study, location).then(found),
      services.levelChips.answerPrints(actor, study, location).then(found)
    ]).then(([chips, answerPrints]) => asJson({ ...chips, answerPrints })),
    /** Lists the good practices, trends and challenges that rest on this text. */
    citations: services.supports
      .citing(
        actor,
        study,
        shownText === 'findings'
          ? { kind: 'findings', city, sections: [id] }
          : { kind: 'response', city, questions }
      )
      .then(found),
    /** Null for who reads none. */
    codings: services.coding
      .onText(
        actor,
        study,
        shownText === 'findings'
          ? { kind: 'findings', city, section: id }
          : { kind: 'response', city, questions }
      )
      .then(found)
  });
};
