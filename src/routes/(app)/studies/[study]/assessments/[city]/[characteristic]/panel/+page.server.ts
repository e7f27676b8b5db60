import { bilingualIn, textIn, versionIn, wholeNumberIn } from '#lib/forms/fields.ts';
import { findingIn, scoreIn } from '#lib/areas/panels/forms.ts';
import { cityStatements } from '#lib/server/city-statements.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction, type SentBy } from '#lib/server/form-action.ts';
import { ok } from '#base/refusal.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { loadShownAnswers } from '#lib/server/questionnaire.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { shownThreadsIn, threadActions } from '#lib/server/thread-actions.ts';
import { grantsIn } from '#base/permissions.ts';
import { signingSide } from '#base/grant-duties.ts';
import type { Result } from '#base/refusal.ts';
import type { SeenPanel } from '#areas/panels';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Loads the panel of one characteristic as its reader may see it, with what the city states next to it. */
export const load: PageServerLoad = async (event) => {
  const { study, city, characteristic } = event.params;
  followCity(event, 'registers');
  const { services } = event.locals;
  const actor = needActor(event);
  const ofCity = must(event.locals, await services.panels.ofCity(actor, study, city));
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const { judgedBy, panel, citable } = found(
    await services.panels.load(actor, study, { cityId: city, characteristic })
  );
  const {
    documents,
    study: { id: studyId }
  } = found(await services.assessments.load(actor, study, city));
  const findings = documents.find(({ kind }) => kind === 'findings');
  const talks = findings && ofCity.abilities.has('panel.scores');
  const { stated, ...parts } = await sideBySide({
    stated: cityStatements(event, event.params),
    shownAnswers: loadShownAnswers(event, event.params),
    context: services.context.pinned.list(actor, study, event.params).then(found),
    /** Null for a reader who is not on the panel. */
    talk: talks
      ? services.threads
          .list(actor, findings.id, { section: characteristic, onLevels: true }, shownThreadsIn(event.url))
          .then(found)
      : null,
    /** Lists the meetings in which a result can be recorded. */
    meetings: ofCity.abilities.has('panel.moderate') ? meetingsOf(event) : []
  });
  return {
    ...stated,
    ...parts,
    judgedBy,
    panel,
    citable,
    panels: ofCity.panels,
    assessors: ofCity.assessors,
    may: [...ofCity.abilities],
    /** Null for none. */
    chairOf: signingSide(grantsIn(actor, studyId)),
    notice: event.url.searchParams.get('said')
  };
};

async function meetingsOf(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
  const { ahead, past } = must(
    event.locals,
    await event.locals.services.meetings.list(needActor(event), event.params.study)
  );
  return [...ahead.toReversed(), ...past].map(({ id, title }) => ({ id, title }));
}

type Params = RequestEvent['params'];

const panelKeyOf = ({ city, characteristic }: Params) => ({ cityId: city, characteristic });

/** Names the panel before the form is read, which says which version of it was seen: no right rests on it. */
const anyVersionOf = (params: Params): SeenPanel => ({ ...panelKeyOf(params), version: -1 });

const seenOf = (params: Params, form: FormData): SeenPanel => ({
  ...panelKeyOf(params),
  version: versionIn(form)
});

/** Returns the address of the page with a notice of what was done. */
const said =
  (notice: string) =>
  (_: unknown, { event }: { readonly event: RequestEvent }): string =>
    `${event.url.pathname}?said=${notice}`;

async function scoreOf({ services, actor, params, form, locale }: SentBy<RequestEvent>) {
  const view = await services.panels.load(actor, params.study, panelKeyOf(params));
  return view.ok ? ok(scoreIn(form, view.value.judgedBy.indicators, locale)) : view;
}

export const actions: Actions = {
  // Called by the page while the user types, and by the form where no script runs.
  draft: formAction({
    command: ({ panels }, params) => [panels.draft, params.study, anyVersionOf(params)],
    run: async (sent) => {
      const score = await scoreOf(sent);
      const { services, actor, params } = sent;
      return score.ok ? services.panels.draft(actor, params.study, panelKeyOf(params), score.value) : score;
    },
    answer: ({ version }) => ({ version })
  }),
  seal: formAction({
    command: ({ panels }, params) => [panels.seal, params.study, anyVersionOf(params)],
    run: async (sent) => {
      const score = await scoreOf(sent);
      const { services, actor, params } = sent;
      return score.ok ? services.panels.seal(actor, params.study, panelKeyOf(params), score.value) : score;
    },
    to: said('sealed')
  }),
  reveal: formAction({
    command: ({ panels }, params) => [panels.reveal, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.reveal(actor, params.study, seenOf(params, form)),
    to: said('revealed')
  }),
  again: formAction({
    command: ({ panels }, params) => [panels.again, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.again(actor, params.study, seenOf(params, form), bilingualIn(form, 'reason')),
    to: said('again')
  }),
  record: formAction({
    command: ({ panels }, params) => [panels.record, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.record(actor, params.study, seenOf(params, form), findingIn(form)),
    to: said('recorded')
  }),
  close: formAction({
    command: ({ panels }, params) => [panels.close, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.close(actor, params.study, seenOf(params, form)),
    to: said('closed')
  }),
  sign: formAction({
    command: ({ panels }, params) => [panels.sign, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.sign(actor, params.study, seenOf(params, form), {
        resultId: textIn(form, 'result'),
        n: wholeNumberIn(form, 'voice'),
        isSigned: form.get('sign') === 'yes'
      }),
    to: (_, { event, form }) =>
      `${event.url.pathname}?said=${form.get('sign') === 'yes' ? 'signed' : 'unsigned'}`
  }),
  propose: formAction({
    command: ({ panels }, params) => [panels.propose, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.propose(actor, params.study, seenOf(params, form), {
        level: textIn(form, 'level'),
        reason: bilingualIn(form, 'reason')
      }),
    to: said('proposed')
  }),
  agree: formAction({
    command: ({ panels }, params) => [panels.agree, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.agree(actor, params.study, seenOf(params, form)),
    to: said('settled')
  }),
  withdraw: formAction({
    command: ({ panels }, params) => [panels.withdraw, params.study, anyVersionOf(params)],
    run: ({ services, actor, params, form }) =>
      services.panels.withdraw(actor, params.study, seenOf(params, form)),
    to: said('withdrawn')
  }),
  ...threadActions
};
