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
import { textIn, textOrNull } from '#lib/forms/fields.ts';
import { externalReviewIn } from '#lib/areas/consultation/external-review-forms.ts';
import { writtenTextIn } from '#lib/server/clarification-actions.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
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
    /** Null for a city whose findings are open again, because then it sees no text of them either. */
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

/** Returns the address of where the form was, with a notice of what was done. */
const withNotice =
  (notice: string) =>
  (_: unknown, { event, form }: { readonly event: RequestEvent; readonly form: FormData }): string => {
    const { study, city } = event.params;
    const hash = textIn(form, 'hash');
    const query = filterQuery(event.url.searchParams, {
      said: notice,
      ...(/^c-[\w-]+$/.test(hash) ? { at: hash } : {})
    });
    return `/studies/${study}/assessments/${city}/consultation${query}${/^[\w-]+$/.test(hash) ? `#${hash}` : ''}`;
  };

export const actions: Actions = {
  draft: formAction({
    command: ({ consultations }, { study, city }) => [consultations.draft, study, city],
    run: ({ give, services, actor, params: { study, city }, form }) =>
      textOrNull(form, 'id') === null
        ? give(draftIn(form))
        : services.consultations.changeDraft(actor, study, city, versionedIn(form), draftIn(form)),
    to: withNotice('drafted')
  }),
  drop: formAction({
    command: ({ consultations }, { study, city }) => [consultations.dropDraft, study, city],
    run: ({ give, form }) => give(versionedIn(form)),
    to: withNotice('dropped')
  }),
  keep: formAction({
    command: ({ consultations }, { study, city }) => [consultations.saveDraft, study, city],
    run: ({ give, form }) => give(versionedIn(form)),
    to: withNotice('left-kept')
  }),
  submit: formAction({
    command: ({ consultations }, { study, city }) => [consultations.submit, study, city],
    run: ({ give, form }) => give(seenIn(form)),
    to: withNotice('submitted')
  }),
  record: formAction({
    command: ({ consultations }, { study, city }) => [consultations.record, study, city],
    run: async ({ give, services, actor, params, form }) => {
      const view = await services.consultations.load(actor, params.study, params.city);
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
      return give(originIn(form), rows);
    },
    to: withNotice('recorded')
  }),
  give: formAction({
    command: ({ externalReviews }, { study, city }) => [externalReviews.give, study, city],
    run: ({ give, form, locale }) => {
      const input = externalReviewIn(form);
      return input.ok ? give(input.value, locale) : input;
    },
    // No redirect: the link is shown here, once.
    answer: (given) => ({ given })
  }),
  revoke: formAction({
    command: ({ externalReviews }, { study, city }) => [externalReviews.revoke, study, city],
    run: ({ give, form }) => give(textIn(form, 'id')),
    to: withNotice('revoked')
  }),
  decide: formAction({
    command: ({ consultations }, { study, city }) => [consultations.decide, study, city],
    run: ({ give, form }) => give(versionedIn(form), dispositionIn(form)),
    to: withNotice('decided')
  }),
  correct: formAction({
    command: ({ clarifications }, { study, city }) => [clarifications.ask, study, city],
    run: ({ give, form, locale }) =>
      give({
        question: textIn(form, 'question'),
        comment: textIn(form, 'comment'),
        ...writtenTextIn(locale, form, 'body')
      }),
    to: withNotice('correction-asked')
  }),
  answer: formAction({
    command: ({ consultations }, { study, city }) => [consultations.answer, study, city],
    run: ({ give, form }) => give(versionedIn(form), answerIn(form)),
    to: withNotice('answered')
  }),
  state: formAction({
    command: ({ consultations }, { study, city }) => [consultations.state, study, city],
    run: ({ give, form }) => give(versionedIn(form), textIn(form, 'isStatement') === 'yes'),
    to: withNotice('stated')
  })
};
