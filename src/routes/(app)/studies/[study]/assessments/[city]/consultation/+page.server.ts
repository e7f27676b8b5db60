import { redirect } from '@sveltejs/kit';
import { drawnSection } from '#lib/consultation/drawn-section.ts';
import { rowsOfPaste } from '#domain/consultation.ts';
import {
  answerIn,
  dispositionIn,
  draftIn,
  originIn,
  recordedWordsIn,
  seenIn,
  versionedIn
} from '#lib/forms/consultation.ts';
import { textIn, textOrNull, typedIn } from '#lib/forms/fields.ts';
import { readingIn } from '#lib/forms/reading.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Result } from '#domain/refusal.ts';
import { filterIn, keptQuery } from './filter.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The city reads the frozen text, a section at a time, with its drafts; everybody whom it concerns reads the comments. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  event.depends(`study:${study}`);
  const { house } = event.locals;
  const actor = needActor(event);
  const view = must(event.locals, await house.consultations.load(actor, study, city));
  const asked = event.url.searchParams;
  const section =
    view.drafts && view.mayReadText
      ? (view.sections.find(({ id }) => id === asked.get('section')) ?? view.sections[0])
      : undefined;
  const deciding = view.abilities.has('consultation.decide')
    ? view.comments.find(({ id }) => id === asked.get('decide'))
    : undefined;
  const grades = await house.grades.ofText(actor, study, { kind: 'findings', city });
  return {
    /** None for a city whose findings are open again: then it is shown no text of them either. */
    grades: grades.ok ? grades.value : null,
    view: { ...view, abilities: [...view.abilities] },
    text: section
      ? {
          section: section.id,
          rows: drawnSection(
            must(event.locals, await house.consultations.text(actor, study, city, section.id))
          )
        }
      : null,
    /** The place that something is being said of: a block, `section` or `whole`. */
    on: asked.get('on'),
    draft: asked.get('draft'),
    deciding: deciding
      ? {
          id: deciding.id,
          changes: must(event.locals, await house.consultations.changes(actor, study, city, deciding.id))
        }
      : null,
    /** To whom outside the frozen text was given; null for those who may not give it. */
    readings: view.abilities.has('consultation.show')
      ? must(event.locals, await house.readings.list(actor, study, city))
      : null,
    hasMail: house.config.smtp !== null,
    filter: filterIn(asked),
    said: asked.get('said'),
    now: house.now().toISOString()
  };
};

/** Back to where the form stood, with a word on what was done. */
function done(event: RequestEvent, form: FormData, said: string): never {
  const hash = textIn(form, 'hash');
  redirect(
    303,
    `/studies/${event.params.study}/assessments/${event.params.city}/consultation${keptQuery(event.url.searchParams, { said })}${/^[\w-]+$/.test(hash) ? `#${hash}` : ''}`
  );
}

async function act(event: RequestEvent, said: string, what: (form: FormData) => Promise<Result<unknown>>) {
  const form = await event.request.formData();
  const result = await what(form);
  return result.ok ? done(event, form, said) : refuseForm(event.locals, result.refusal, typedIn(form));
}

export const actions: Actions = {
  draft: (event) =>
    act(event, 'drafted', (form) => {
      const { consultations } = event.locals.house;
      const { study, city } = event.params;
      const draft = textOrNull(form, 'id') === null ? null : versionedIn(form);
      const actor = needActor(event);
      return draft
        ? consultations.changeDraft(actor, study, city, draft, draftIn(form))
        : consultations.draft(actor, study, city, draftIn(form));
    }),
  drop: (event) =>
    act(event, 'dropped', (form) =>
      event.locals.house.consultations.dropDraft(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form)
      )
    ),
  keep: (event) =>
    act(event, 'left-kept', (form) =>
      event.locals.house.consultations.keepDraft(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form)
      )
    ),
  submit: (event) =>
    act(event, 'submitted', (form) =>
      event.locals.house.consultations.submit(
        needActor(event),
        event.params.study,
        event.params.city,
        seenIn(form)
      )
    ),
  record: (event) =>
    act(event, 'recorded', async (form) => {
      const { consultations } = event.locals.house;
      const actor = needActor(event);
      const view = await consultations.load(actor, event.params.study, event.params.city);
      if (!view.ok) return view;
      const { kind, language, section, lines } = recordedWordsIn(form);
      const rows = rowsOfPaste(lines, view.value.sections).map(
        (row) =>
          ({
            stance: 'comment',
            kind,
            language,
            body: row.words,
            proposal: '',
            section: row.section ?? section,
            blockId: null,
            quote: ''
          }) as const
      );
      return consultations.record(actor, event.params.study, event.params.city, originIn(form), rows);
    }),
  give: async (event) => {
    const form = await event.request.formData();
    const wish = readingIn(form);
    const { study, city } = event.params;
    const actor = needActor(event);
    const given = wish.ok
      ? await event.locals.house.readings.give(actor, study, city, wish.value, event.locals.locale)
      : wish;
    // Not sent on to another page: the link is told here, once.
    return given.ok ? { given: given.value } : refuseForm(event.locals, given.refusal, typedIn(form));
  },
  revoke: (event) =>
    act(event, 'revoked', (form) =>
      event.locals.house.readings.revoke(
        needActor(event),
        event.params.study,
        event.params.city,
        textIn(form, 'id')
      )
    ),
  decide: (event) =>
    act(event, 'decided', (form) =>
      event.locals.house.consultations.decide(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form),
        dispositionIn(form)
      )
    ),
  answer: (event) =>
    act(event, 'answered', (form) =>
      event.locals.house.consultations.answer(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form),
        answerIn(form)
      )
    ),
  state: (event) =>
    act(event, 'stated', (form) =>
      event.locals.house.consultations.state(
        needActor(event),
        event.params.study,
        event.params.city,
        versionedIn(form),
        textIn(form, 'isStatement') === 'yes'
      )
    )
};
