import type { RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { Result } from '#domain/refusal.ts';
import { enterForm, restForm, tickForm } from '#lib/forms/roadmap.ts';
import { parseFields } from '#lib/forms/setup.ts';
import { followCity } from '#lib/server/follow.ts';
import { must, needAbility, needActor, refuseForm } from '#lib/server/guard.ts';
import type { OwnDecision } from '#server/services/roadmap/own-roadmap.ts';
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

/** Requires the right to the city's own way before the body of the request is read. */
async function needOwn(event: CityRequest) {
  const actor = needActor(event);
  const { study, city } = event.params;
  const { abilities } = must(event.locals, await event.locals.services.assessments.load(actor, study, city));
  needAbility(event, abilities, 'roadmap.own');
  return actor;
}

const decision =
  <Schema extends z.ZodType>(schema: Schema, make: (fields: z.output<Schema>) => OwnDecision) =>
  async (event: CityRequest) => {
    const actor = await needOwn(event);
    const { study, city } = event.params;
    const fields = parseFields(await event.request.formData(), schema);
    const done: Result<null> = fields.ok
      ? await event.locals.services.ownRoadmaps.decide(actor, study, city, make(fields.value))
      : fields;
    return done.ok ? { saved: true } : refuseForm(event.locals, done.refusal);
  };

export const actions: Actions = {
  tick: decision(tickForm, (fields) => ({ kind: 'tick', ...fields })),
  rest: decision(restForm, (fields) => ({ kind: 'rest', ...fields })),
  enter: decision(enterForm, (fields) => ({ kind: 'enter', ...fields })),
  renew: async (event) => {
    const actor = await needOwn(event);
    const { study, city } = event.params;
    const done = await event.locals.services.ownRoadmaps.decide(actor, study, city, { kind: 'renew' });
    return done.ok ? { saved: true } : refuseForm(event.locals, done.refusal);
  },
  round: async (event) => {
    const actor = await needOwn(event);
    const { study, city } = event.params;
    const begun = await event.locals.services.ownRoadmaps.beginRound(actor, study, city);
    return begun.ok ? { saved: true } : refuseForm(event.locals, begun.refusal);
  }
};
