import { byName } from '#domain/locale.ts';
import { grantForm, rapporteursForm, roleForm, seatForm } from '#lib/forms/people.ts';
import { readForm } from '#lib/forms/read.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = needActor(event);
  const people = must(event.locals, await event.locals.house.people.list(actor, event.params.study));
  const { locale } = event.locals;
  return {
    people: {
      ...people,
      members: people.members.toSorted(byName((member) => member.name, locale)),
      cities: people.cities.toSorted(byName((city) => city.shortName, locale))
    }
  };
};

export const actions: Actions = {
  give: async (event) => {
    const actor = needActor(event);
    const form = await readForm(event.request, roleForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'give' });
    const { email, role, side, city } = form.value;
    const wish = { email, role, sideId: side, cityId: city };
    const given = await event.locals.house.people.give(actor, event.params.study, wish);
    if (given.ok) return { done: 'given' };
    return refuseForm(event.locals, given.refusal, { form: 'give', email, role, side: side ?? '', city: city ?? '' });
  },

  withdraw: async (event) => {
    const actor = needActor(event);
    const form = await readForm(event.request, grantForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'roles' });
    const withdrawn = await event.locals.house.people.withdraw(actor, event.params.study, form.value.grant);
    return withdrawn.ok ? { done: 'withdrawn' } : refuseForm(event.locals, withdrawn.refusal, { form: 'roles' });
  },

  join: async (event) => {
    const actor = needActor(event);
    const form = await readForm(event.request, seatForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'bodies' });
    const joined = await event.locals.house.people.joinBody(actor, event.params.study, form.value.body, form.value.user);
    return joined.ok ? { done: 'joined' } : refuseForm(event.locals, joined.refusal, { form: 'bodies' });
  },

  leave: async (event) => {
    const actor = needActor(event);
    const form = await readForm(event.request, seatForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'bodies' });
    const left = await event.locals.house.people.leaveBody(actor, event.params.study, form.value.body, form.value.user);
    return left.ok ? { done: 'left' } : refuseForm(event.locals, left.refusal, { form: 'bodies' });
  },

  rapporteurs: async (event) => {
    const actor = needActor(event);
    const form = await readForm(event.request, rapporteursForm);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'rapporteurs' });
    const { city, lead, reviewer } = form.value;
    const named = await event.locals.house.people.nameRapporteurs(actor, event.params.study, city, { lead, reviewer });
    if (named.ok) return { done: 'rapporteurs' };
    return refuseForm(event.locals, named.refusal, { form: 'rapporteurs', city, lead: lead ?? '', reviewer: reviewer ?? '' });
  }
};
