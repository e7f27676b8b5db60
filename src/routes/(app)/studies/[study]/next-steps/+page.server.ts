import { addressees, matches, nextStepKinds, nextStepStates } from '#rules/meetings/next-step.ts';
import { oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';
import { nextStepIn, nextStepTypedIn } from '#lib/areas/meetings/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { formFor } from '#lib/server/form-for.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { steps, ...list } = must(
    event.locals,
    await event.locals.services.nextSteps.list(needActor(event), event.params.study)
  );
  const param = (name: string): string => event.url.searchParams.get(name) ?? '';
  const filter = {
    addressee: oneOf(addressees, param('addressee')) ?? null,
    state: oneOf(nextStepStates, param('state')) ?? null,
    kind: oneOf(nextStepKinds, param('kind')) ?? null
  };
  return {
    list,
    isEmpty: steps.length === 0,
    filter,
    shown: shownPage(
      event.url,
      steps.filter((step) => matches(step, filter)),
      ({ id }) => `step-${id}`
    )
  };
};

export const actions: Actions = {
  add: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.nextSteps.add, event.params.study);
    const saved = await event.locals.services.nextSteps.add(
      actor,
      event.params.study,
      nextStepIn(form, event.params.study)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, nextStepTypedIn(form));
  },

  change: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.nextSteps.change, event.params.study);
    const step = { id: textIn(form, 'id'), version: versionIn(form) };
    const reportedAt = textOrNull(form, 'reportedAt');
    const saved = await event.locals.services.nextSteps.change(
      actor,
      event.params.study,
      step,
      nextStepIn(form, event.params.study),
      reportedAt
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, nextStepTypedIn(form));
  }
};
