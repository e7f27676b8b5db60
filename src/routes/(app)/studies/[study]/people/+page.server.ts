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
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
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
  give: formAction({
    schema: roleForm,
    isExact: true,
    command: ({ people }, { study }) => [people.give, study],
    run: ({ event, actor, params, fields: { email, role, side, city } }) =>
      offerRole(event.locals, actor, params.study, { email, role, sideId: side, cityId: city }),
    answer: (sent) => (sent === null ? { done: 'given' } : { sent }),
    mark: { form: 'give' }
  }),

  withdraw: formAction({
    schema: grantForm,
    isExact: true,
    command: ({ people }, { study }) => [people.withdraw, study],
    run: ({ give, fields }) => give(fields.grant),
    answer: () => ({ done: 'withdrawn' }),
    mark: { form: 'roles' }
  }),

  senior: formAction({
    schema: grantForm,
    isExact: true,
    command: ({ people }, { study }) => [people.nameSenior, study],
    run: ({ give, fields }) => give(fields.grant),
    answer: () => ({ done: 'senior' }),
    mark: { form: 'roles' }
  }),

  limit: formAction({
    command: ({ people }, { study }) => [people.limit, study],
    run: ({ give, form }) => {
      const chosen = form.getAll('characteristic').filter((id) => typeof id === 'string');
      return give(textIn(form, 'grant'), textIn(form, 'scope') === 'all' ? null : chosen);
    },
    answer: () => ({ done: 'limited' }),
    mark: { form: 'roles' }
  }),

  join: formAction({
    schema: seatForm,
    isExact: true,
    command: ({ people }, { study }) => [people.joinBody, study],
    run: ({ give, fields }) => give(fields.body, fields.user),
    answer: () => ({ done: 'joined' }),
    mark: { form: 'bodies' }
  }),

  leave: formAction({
    schema: seatForm,
    isExact: true,
    command: ({ people }, { study }) => [people.leaveBody, study],
    run: ({ give, fields }) => give(fields.body, fields.user),
    answer: () => ({ done: 'left' }),
    mark: { form: 'bodies' }
  }),

  invite: formAction({
    schema: inviteForm,
    isExact: true,
    command: ({ invitations }, { study }) => [invitations.send, study],
    run: ({ give, fields: { email, role, side, city, locale } }) =>
      give({ email, role, sideId: side, cityId: city, locale }),
    answer: (sent) => ({ sent }),
    mark: { form: 'invite' }
  }),

  withdrawInvitation: formAction({
    schema: invitationForm,
    isExact: true,
    command: ({ invitations }, { study }) => [invitations.withdraw, study],
    run: ({ give, fields }) => give(fields.invitation),
    answer: () => ({ done: 'invitation' }),
    mark: { form: 'roles' }
  }),

  confirmInvitation: formAction({
    schema: invitationForm,
    isExact: true,
    command: ({ invitations }, { study }) => [invitations.confirm, study],
    run: ({ give, fields }) => give(fields.invitation),
    answer: () => ({ done: 'claim' }),
    mark: { form: 'roles' }
  }),

  confirmAccount: formAction({
    schema: accountChoiceForm,
    isExact: true,
    command: ({ pauses }, { study }) => [pauses.confirm, study],
    run: ({ give, fields }) => give(fields.user),
    answer: () => ({ done: 'confirmed' }),
    mark: { form: 'roles' }
  }),

  rapporteurs: formAction({
    schema: rapporteursForm,
    isExact: true,
    command: ({ people }, { study }) => [people.nameRapporteurs, study],
    run: ({ give, fields: { city, lead, deputy, reviewer } }) => give(city, { lead, deputy, reviewer }),
    answer: () => ({ done: 'rapporteurs' }),
    mark: { form: 'rapporteurs' }
  })
};
