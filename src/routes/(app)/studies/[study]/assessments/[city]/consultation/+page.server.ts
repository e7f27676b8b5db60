import { redirect } from '@sveltejs/kit';
import { sectionRowsOf } from '#lib/areas/consultation/section-rows.ts';
import { rowsOfPaste } from '#rules/consultation/consultation.ts';
import {
  answerIn,
  dispositionIn,
  draftIn,
  originIn,
  recordedTextIn,
  seenIn,
  versionedIn
} from '#lib/areas/consultation/forms.ts';
import { textIn, textOrNull, typedIn } from '#lib/forms/fields.ts';
import { externalReviewIn } from '#lib/areas/consultation/external-review-forms.ts';
import { writtenTextIn } from '#lib/server/clarification-actions.ts';
import { followCity } from '#lib/server/follow.ts';
import { type Begun, formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import type { Result } from '#base/refusal.ts';
import type { ClarificationsView } from '#areas/clarifications';
import { filterIn, filterQuery, matrixOf } from './filter.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/**
 * Loads a consultation: the city reads the frozen text, a section at a time, with its drafts; everyone
 * concerned reads the comments.
 */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event, 'registers');
  const { services } = event.locals;
  const actor = needActor(event);
  const view = must(event.locals, await services.consultations.load(actor, study, city));
  const query = event.url.searchParams;
  const section =
    view.drafts && view.mayReadText
      ? (view.sections.find(({ id }) => id === query.get('section')) ?? view.sections[0])
      : undefined;
  const deciding = view.abilities.has('consultation.decide')
    ? view.comments.find(({ id }) => id === query.get('decide'))
    : undefined;
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const { levelChips, text, changes, externalReviews, corrections } = await sideBySide({
    levelChips: services.levelChips.ofText(actor, study, { kind: 'findings', city }),
    text: section
      ? services.consultations
          .text(actor, study, city, section.id)
          .then((result) => ({ section: section.id, rows: sectionRowsOf(found(result)) }))
      : null,
    changes: deciding ? services.consultations.changes(actor, study, city, deciding.id).then(found) : [],
    /** Lists the external reviews of the frozen text; null for a reader who may not give it. */
    externalReviews: view.abilities.has('consultation.show')
      ? services.externalReviews.list(actor, study, city).then(found)
      : null,
    corrections: view.abilities.has('clarification.read')
      ? services.clarifications.list(actor, study, city).then((result) => correctionsIn(found(result)))
      : { asked: [], askable: [] }
  });
  const { comments, ...facts } = view;
  const filter = filterIn(query);
  return {
    /**
     * Holds the level chips; null for a city whose findings are open again, because then it sees no text of
     * them either.
     */
    levelChips: levelChips.ok ? levelChips.value : null,
    view: { ...facts, abilities: [...view.abilities] },
    matrix: matrixOf(event.url, comments, filter),
    text,
    /** Names the location that is being commented on: a block, `section` or `whole`. */
    on: query.get('on'),
    draft: query.get('draft'),
    deciding: deciding ? { id: deciding.id, changes } : null,
    externalReviews,
    corrections,
    hasMail: services.config.smtp !== null,
    filter,
    notice: query.get('said'),
    now: services.now().toISOString()
  };
};

/** Returns what the city was asked to correct because of its comments, and what it can be asked. */
const correctionsIn = ({ clarifications, mayAsk, questions }: ClarificationsView) => ({
  asked: clarifications.filter(({ commentId, state }) => commentId !== null && state !== 'withdrawn'),
  askable: mayAsk
    ? questions.filter(
        ({ id }) => !clarifications.some((one) => one.state === 'open' && one.question.id === id)
      )
    : []
});

/** Redirects to where the form was, with a notice of what was done. */
function done(event: RequestEvent, form: FormData, notice: string): never {
  const hash = textIn(form, 'hash');
  redirect(
    303,
    `/studies/${event.params.study}/assessments/${event.params.city}/consultation${filterQuery(event.url.searchParams, { said: notice, ...(/^c-[\w-]+$/.test(hash) ? { at: hash } : {}) })}${/^[\w-]+$/.test(hash) ? `#${hash}` : ''}`
  );
}

async function act(
  event: RequestEvent,
  notice: string,
  command: Begun<[studySlug: string, cityId: string]>,
  what: (form: FormData) => Promise<Result<unknown>>
) {
  const form = await formFor(event, command, event.params.study, event.params.city);
  const result = await what(form);
  return result.ok ? done(event, form, notice) : refuseForm(event.locals, result.refusal, typedIn(form));
}

export const actions: Actions = {
  draft: (event) =>
    act(event, 'drafted', event.locals.services.consultations.draft, (form) => {
      const { consultations } = event.locals.services;
      const { study, city } = event.params;
      const draft = textOrNull(form, 'id') === null ? null : versionedIn(form);
      const actor = needActor(event);
      return draft
        ? consultations.changeDraft(actor, study, city, draft, draftIn(form))
        : consultations.draft(actor, study, city, draftIn(form));
    }),
  drop: (event) =>
    act(event, 'dropped', event.locals.services.consultations.dropDraft, (form) =>
      event.locals.services.consultations.dropDraft(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form)
      )
    ),
  keep: (event) =>
    act(event, 'left-kept', event.locals.services.consultations.saveDraft, (form) =>
      event.locals.services.consultations.saveDraft(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form)
      )
    ),
  submit: (event) =>
    act(event, 'submitted', event.locals.services.consultations.submit, (form) =>
      event.locals.services.consultations.submit(
        needActor(event),
        event.params.study,
        event.params.city,
        seenIn(form)
      )
    ),
  record: (event) =>
    act(event, 'recorded', event.locals.services.consultations.record, async (form) => {
      const { consultations } = event.locals.services;
      const actor = needActor(event);
      const view = await consultations.load(actor, event.params.study, event.params.city);
      if (!view.ok) return view;
      const { kind, language, section, lines } = recordedTextIn(form);
      const rows = rowsOfPaste(lines, view.value.sections).map(
        (row) =>
          ({
            stance: 'comment',
            kind,
            language,
            body: row.text,
            proposal: '',
            section: row.section ?? section,
            blockId: null,
            quote: ''
          }) as const
      );
      return consultations.record(actor, event.params.study, event.params.city, originIn(form), rows);
    }),
  give: async (event) => {
    const { externalReviews } = event.locals.services;
    const { study, city } = event.params;
    const form = await formFor(event, externalReviews.give, study, city);
    const input = externalReviewIn(form);
    const actor = needActor(event);
    const given = input.ok
      ? await externalReviews.give(actor, study, city, input.value, event.locals.locale)
      : input;
    // No redirect: the link is shown here, once.
    return given.ok ? { given: given.value } : refuseForm(event.locals, given.refusal, typedIn(form));
  },
  revoke: (event) =>
    act(event, 'revoked', event.locals.services.externalReviews.revoke, (form) =>
      event.locals.services.externalReviews.revoke(
        needActor(event),
        event.params.study,
        event.params.city,
        textIn(form, 'id')
      )
    ),
  decide: (event) =>
    act(event, 'decided', event.locals.services.consultations.decide, (form) =>
      event.locals.services.consultations.decide(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form),
        dispositionIn(form)
      )
    ),
  correct: (event) =>
    act(event, 'correction-asked', event.locals.services.clarifications.ask, (form) =>
      event.locals.services.clarifications.ask(needActor(event), event.params.study, event.params.city, {
        question: textIn(form, 'question'),
        comment: textIn(form, 'comment'),
        ...writtenTextIn(event, form, 'body')
      })
    ),
  answer: (event) =>
    act(event, 'answered', event.locals.services.consultations.answer, (form) =>
      event.locals.services.consultations.answer(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form),
        answerIn(form)
      )
    ),
  state: (event) =>
    act(event, 'stated', event.locals.services.consultations.state, (form) =>
      event.locals.services.consultations.state(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form),
        textIn(form, 'isStatement') === 'yes'
      )
    )
};
