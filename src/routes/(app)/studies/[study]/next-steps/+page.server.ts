import { addressees, matches, nextStepKinds, nextStepStates } from '#rules/meetings/next-step.ts';
import { oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';
import { nextStepIn, nextStepTypedIn } from '#lib/areas/meetings/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
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
  add: formAction({
    command: ({ nextSteps }, { study }) => [nextSteps.add, study],
    run: ({ give, params, form }) => give(nextStepIn(form, params.study)),
    again: nextStepTypedIn
  }),

  change: formAction({
    command: ({ nextSteps }, { study }) => [nextSteps.change, study],
    run: ({ give, params, form }) =>
      give(
        { id: textIn(form, 'id'), version: versionIn(form) },
        nextStepIn(form, params.study),
        textOrNull(form, 'reportedAt')
      ),
    again: nextStepTypedIn
  })
};
