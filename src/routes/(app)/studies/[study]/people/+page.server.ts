import { byName, byPerson } from '#base/name-order.ts';
import { textIn } from '#lib/forms/fields.ts';
import {
  accountChoiceForm,
  grantForm,
  rapporteursForm,
  roleForm,
  seatForm
} from '#lib/areas/people/forms.ts';
import { invitationForm, inviteForm } from '#lib/areas/meetings/forms.ts';
import { fieldsFor, formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { offerRole } from '#lib/server/role-offer.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const actor = needActor(event);
  const people = must(event.locals, await event.locals.services.people.list(actor, event.params.study));
  const { locale } = event.locals;
  const invitations = people.mayEdit
    ? must(event.locals, await event.locals.services.invitations.list(actor, event.params.study))
    : [];
  return {
    invitations,
    people: {
      ...people,
      members: people.members.toSorted(byPerson((member) => member.name, locale)),
      cities: people.cities.toSorted(byName((city) => city.shortName, locale))
    }
  };
};

export const actions: Actions = {
  give: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, roleForm, event.locals.services.people.give, event.params.study);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'give' });
    const { email, role, side, city } = form.value;
    const input = { email, role, sideId: side, cityId: city };
    const offered = await offerRole(event.locals, actor, event.params.study, input);
    if (offered.ok) return offered.value === null ? { done: 'given' } : { sent: offered.value };
    return refuseForm(event.locals, offered.refusal, {
      form: 'give',
      email,
      role,
      side: side ?? '',
      city: city ?? ''
    });
  },

  withdraw: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, grantForm, event.locals.services.people.withdraw, event.params.study);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'roles' });
    const withdrawn = await event.locals.services.people.withdraw(
      actor,
      event.params.study,
      form.value.grant
    );
    return withdrawn.ok
      ? { done: 'withdrawn' }
      : refuseForm(event.locals, withdrawn.refusal, { form: 'roles' });
  },

  senior: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(
      event,
      grantForm,
      event.locals.services.people.nameSenior,
      event.params.study
    );
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'roles' });
    const named = await event.locals.services.people.nameSenior(actor, event.params.study, form.value.grant);
    return named.ok ? { done: 'senior' } : refuseForm(event.locals, named.refusal, { form: 'roles' });
  },

  limit: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.people.limit, event.params.study);
    const chosen = form.getAll('characteristic').filter((id) => typeof id === 'string');
    const characteristics = textIn(form, 'scope') === 'all' ? null : chosen;
    const limited = await event.locals.services.people.limit(
      actor,
      event.params.study,
      textIn(form, 'grant'),
      characteristics
    );
    return limited.ok ? { done: 'limited' } : refuseForm(event.locals, limited.refusal, { form: 'roles' });
  },

  join: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, seatForm, event.locals.services.people.joinBody, event.params.study);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'bodies' });
    const joined = await event.locals.services.people.joinBody(
      actor,
      event.params.study,
      form.value.body,
      form.value.user
    );
    return joined.ok ? { done: 'joined' } : refuseForm(event.locals, joined.refusal, { form: 'bodies' });
  },

  leave: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(event, seatForm, event.locals.services.people.leaveBody, event.params.study);
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'bodies' });
    const left = await event.locals.services.people.leaveBody(
      actor,
      event.params.study,
      form.value.body,
      form.value.user
    );
    return left.ok ? { done: 'left' } : refuseForm(event.locals, left.refusal, { form: 'bodies' });
  },

  invite: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(
      event,
      inviteForm,
      event.locals.services.invitations.send,
      event.params.study
    );
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'invite' });
    const { email, role, side, city, locale } = form.value;
    const sent = await event.locals.services.invitations.send(actor, event.params.study, {
      email,
      role,
      sideId: side,
      cityId: city,
      locale
    });
    if (sent.ok) return { sent: sent.value };
    return refuseForm(event.locals, sent.refusal, {
      form: 'invite',
      email,
      role,
      side: side ?? '',
      city: city ?? '',
      locale
    });
  },

  withdrawInvitation: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(
      event,
      invitationForm,
      event.locals.services.invitations.withdraw,
      event.params.study
    );
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'roles' });
    const withdrawn = await event.locals.services.invitations.withdraw(
      actor,
      event.params.study,
      form.value.invitation
    );
    return withdrawn.ok
      ? { done: 'invitation' }
      : refuseForm(event.locals, withdrawn.refusal, { form: 'roles' });
  },

  confirmInvitation: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(
      event,
      invitationForm,
      event.locals.services.invitations.confirm,
      event.params.study
    );
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'roles' });
    const { invitations } = event.locals.services;
    const confirmed = await invitations.confirm(actor, event.params.study, form.value.invitation);
    return confirmed.ok ? { done: 'claim' } : refuseForm(event.locals, confirmed.refusal, { form: 'roles' });
  },

  confirmAccount: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(
      event,
      accountChoiceForm,
      event.locals.services.pauses.confirm,
      event.params.study
    );
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'roles' });
    const { pauses } = event.locals.services;
    const confirmed = await pauses.confirm(actor, event.params.study, form.value.user);
    return confirmed.ok
      ? { done: 'confirmed' }
      : refuseForm(event.locals, confirmed.refusal, { form: 'roles' });
  },

  rapporteurs: async (event) => {
    const actor = needActor(event);
    const form = await fieldsFor(
      event,
      rapporteursForm,
      event.locals.services.people.nameRapporteurs,
      event.params.study
    );
    if (!form.ok) return refuseForm(event.locals, form.refusal, { form: 'rapporteurs' });
    const { city, lead, deputy, reviewer } = form.value;
    const named = await event.locals.services.people.nameRapporteurs(actor, event.params.study, city, {
      lead,
      deputy,
      reviewer
    });
    if (named.ok) return { done: 'rapporteurs' };
    return refuseForm(event.locals, named.refusal, {
      form: 'rapporteurs',
      city,
      lead: lead ?? '',
      deputy: deputy ?? '',
      reviewer: reviewer ?? ''
    });
  }
};
