import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Result } from '#base/refusal.ts';
import { enterForm, restForm, tickForm } from '#lib/areas/roadmap/forms.ts';
import { parseFields } from '#lib/forms/read.ts';
import { followCity } from '#lib/server/follow.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { formFor } from '#lib/server/form-for.ts';
import type { OwnDecision } from '#areas/roadmap';
import type { Actions, PageServerLoad } from './$types';

/** Loads the city's own way through the roadmap, for its own people alone. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event, 'registers');
  return {
    own: must(event.locals, await event.locals.services.ownRoadmaps.load(needActor(event), study, city))
  };
};

type CityRequest = RequestEvent<{ study: string; city: string }>;

const decision =
  <Schema extends z.ZodType>(schema: Schema, make: (fields: z.output<Schema>) => OwnDecision) =>
  async (event: CityRequest) => {
    const { study, city } = event.params;
    const { ownRoadmaps } = event.locals.services;
    const fields = parseFields(await formFor(event, ownRoadmaps.decide, study, city), schema);
    const done: Result<null> = fields.ok
      ? await ownRoadmaps.decide(needActor(event), study, city, make(fields.value))
      : fields;
    return done.ok ? { saved: true } : refuseForm(event.locals, done.refusal);
  };

export const actions: Actions = {
  tick: decision(tickForm, (fields) => ({ kind: 'tick', ...fields })),
  rest: decision(restForm, (fields) => ({ kind: 'rest', ...fields })),
  enter: decision(enterForm, (fields) => ({ kind: 'enter', ...fields })),
  renew: async (event) => {
    const actor = needActor(event);
    const { study, city } = event.params;
    const done = await event.locals.services.ownRoadmaps.decide(actor, study, city, { kind: 'renew' });
    return done.ok ? { saved: true } : refuseForm(event.locals, done.refusal);
  },
  round: async (event) => {
    const actor = needActor(event);
    const { study, city } = event.params;
    const begun = await event.locals.services.ownRoadmaps.beginRound(actor, study, city);
    return begun.ok ? { saved: true } : refuseForm(event.locals, begun.refusal);
  }
};
