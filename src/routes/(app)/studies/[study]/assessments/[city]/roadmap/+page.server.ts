import { enterForm, restForm, tickForm } from '#lib/areas/roadmap/forms.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction, nothing } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

/** Loads the city's own way through the roadmap, for its own people alone. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event, 'registers');
  return {
    own: must(event.locals, await event.locals.services.ownRoadmaps.load(needActor(event), study, city))
  };
};

export const actions: Actions = {
  tick: formAction({
    schema: tickForm,
    command: ({ ownRoadmaps }, { study, city }) => [ownRoadmaps.decide, study, city],
    run: ({ give, fields }) => give({ kind: 'tick', ...fields }),
    again: nothing
  }),
  rest: formAction({
    schema: restForm,
    command: ({ ownRoadmaps }, { study, city }) => [ownRoadmaps.decide, study, city],
    run: ({ give, fields }) => give({ kind: 'rest', ...fields }),
    again: nothing
  }),
  enter: formAction({
    schema: enterForm,
    command: ({ ownRoadmaps }, { study, city }) => [ownRoadmaps.decide, study, city],
    run: ({ give, fields }) => give({ kind: 'enter', ...fields }),
    again: nothing
  }),
  renew: formAction({
    command: ({ ownRoadmaps }, { study, city }) => [ownRoadmaps.decide, study, city],
    run: ({ give }) => give({ kind: 'renew' })
  }),
  round: formAction({
    command: ({ ownRoadmaps }, { study, city }) => [ownRoadmaps.beginRound, study, city],
    run: ({ give }) => give()
  })
};
