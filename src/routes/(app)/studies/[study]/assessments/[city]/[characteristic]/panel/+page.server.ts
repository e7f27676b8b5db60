import { redirect } from '@sveltejs/kit';
import { bilingualIn, textIn, typedIn, versionIn, wholeNumberIn } from '#lib/forms/fields.ts';
import { findingIn, scoreIn } from '#lib/areas/panels/forms.ts';
import { cityStatements } from '#lib/server/city-statements.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { loadShownAnswers } from '#lib/server/questionnaire.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { shownThreadsIn, threadActions } from '#lib/server/thread-actions.ts';
import { grantsIn, signingSide } from '#base/permissions.ts';
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
    /** Holds the panel's threads on its levels; null for a reader who is not on the panel. */
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
    /** Names the side that the reader chairs; null for none. */
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

const panelKeyIn = ({ params }: RequestEvent) => ({
  cityId: params.city,
  characteristic: params.characteristic
});

type Act = (event: RequestEvent, form: FormData) => Promise<Result<unknown>>;

type Command =
  'draft' | 'seal' | 'reveal' | 'again' | 'record' | 'close' | 'sign' | 'propose' | 'agree' | 'withdraw';

/** Reads the form, which says which version of the panel was seen: no right rests on it. */
const formOf = (event: RequestEvent, command: Command) =>
  formFor(event, panels(event)[command], event.params.study, { ...panelKeyIn(event), version: -1 });

/** Builds an action that redirects to the page with a notice of what was done. */
const action = (command: Command, notice: string, act: Act) => async (event: RequestEvent) => {
  const form = await formOf(event, command);
  const done = await act(event, form);
  if (!done.ok) return refuseForm(event.locals, done.refusal, typedIn(form));
  redirect(303, `${event.url.pathname}?said=${notice}`);
};

const seen = (event: RequestEvent, form: FormData): SeenPanel => ({
  ...panelKeyIn(event),
  version: versionIn(form)
});
const panels = (event: RequestEvent) => event.locals.services.panels;

async function scoreOf(event: RequestEvent, form: FormData) {
  const view = await panels(event).load(needActor(event), event.params.study, panelKeyIn(event));
  return view.ok
    ? ({ ok: true, value: scoreIn(form, view.value.judgedBy.indicators, event.locals.locale) } as const)
    : view;
}

export const actions: Actions = {
  // Called by the page while the user types, and by the form where no script runs.
  draft: async (event) => {
    const form = await formOf(event, 'draft');
    const score = await scoreOf(event, form);
    const stored = score.ok
      ? await panels(event).draft(needActor(event), event.params.study, panelKeyIn(event), score.value)
      : score;
    return stored.ok
      ? { version: stored.value.version }
      : refuseForm(event.locals, stored.refusal, typedIn(form));
  },
  seal: action('seal', 'sealed', async (event, form) => {
    const score = await scoreOf(event, form);
    return score.ok
      ? panels(event).seal(needActor(event), event.params.study, panelKeyIn(event), score.value)
      : score;
  }),
  reveal: action('reveal', 'revealed', (event, form) =>
    panels(event).reveal(needActor(event), event.params.study, seen(event, form))
  ),
  again: action('again', 'again', (event, form) =>
    panels(event).again(needActor(event), event.params.study, seen(event, form), bilingualIn(form, 'reason'))
  ),
  record: action('record', 'recorded', (event, form) =>
    panels(event).record(needActor(event), event.params.study, seen(event, form), findingIn(form))
  ),
  close: action('close', 'closed', (event, form) =>
    panels(event).close(needActor(event), event.params.study, seen(event, form))
  ),
  sign: async (event) => {
    const form = await formOf(event, 'sign');
    const isSigned = form.get('sign') === 'yes';
    const signed = await panels(event).sign(needActor(event), event.params.study, seen(event, form), {
      resultId: textIn(form, 'result'),
      n: wholeNumberIn(form, 'voice'),
      isSigned
    });
    if (!signed.ok) return refuseForm(event.locals, signed.refusal, typedIn(form));
    redirect(303, `${event.url.pathname}?said=${isSigned ? 'signed' : 'unsigned'}`);
  },
  propose: action('propose', 'proposed', (event, form) =>
    panels(event).propose(needActor(event), event.params.study, seen(event, form), {
      level: textIn(form, 'level'),
      reason: bilingualIn(form, 'reason')
    })
  ),
  agree: action('agree', 'settled', (event, form) =>
    panels(event).agree(needActor(event), event.params.study, seen(event, form))
  ),
  withdraw: action('withdraw', 'withdrawn', (event, form) =>
    panels(event).withdraw(needActor(event), event.params.study, seen(event, form))
  ),
  openThread: threadActions.openThread,
  reply: threadActions.reply,
  editComment: threadActions.editComment,
  withdrawComment: threadActions.withdrawComment,
  recallComment: threadActions.recallComment,
  resolveThread: threadActions.resolveThread,
  reopenThread: threadActions.reopenThread
};
