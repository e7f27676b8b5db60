import type { peopleEvents } from '#lib/events/people.ts';
import { m } from '#lib/paraglide/messages.js';
import { anyRoleLabel } from '../role-labels.ts';
import type { KnownEvent, SentencesOf } from './shown-event.ts';
import { aboutPerson, named, who } from './names.ts';

const aboutRole = (event: KnownEvent<'grant.given' | 'grant.withdrawn'>) => ({
  ...aboutPerson(event),
  role: anyRoleLabel(event.payload.role)
});

export const peopleSentences: SentencesOf<keyof typeof peopleEvents> = {
  'grant.given': (event) =>
    event.payload.invitedBy !== undefined
      ? event.names.city
        ? m.event_grant_taken_city({ ...aboutRole(event), inviter: named(event, 'inviter') })
        : m.event_grant_taken({ ...aboutRole(event), inviter: named(event, 'inviter') })
      : event.names.city
        ? m.study_event_grant_given_city(aboutRole(event))
        : m.study_event_grant_given(aboutRole(event)),
  'grant.withdrawn': (event) =>
    event.names.city
      ? m.study_event_grant_withdrawn_city(aboutRole(event))
      : m.study_event_grant_withdrawn(aboutRole(event)),
  'body.joined': (event) =>
    m.study_event_body_joined({
      who: who(event),
      person: named(event, 'person'),
      body: named(event, 'body')
    }),
  'body.left': (event) =>
    m.study_event_body_left({ who: who(event), person: named(event, 'person'), body: named(event, 'body') }),
  'rapporteurs.named': (event) =>
    m.study_event_rapporteurs({
      who: who(event),
      city: named(event, 'city'),
      lead: named(event, 'lead'),
      deputy: named(event, 'deputy'),
      reviewer: named(event, 'reviewer')
    }),
  'senior.named': (event) => {
    const facts = { who: who(event), person: named(event, 'person'), city: named(event, 'city') };
    return event.payload.invitedBy !== undefined
      ? m.event_senior_by_invitation({ ...facts, inviter: named(event, 'inviter') })
      : m.event_senior_named(facts);
  },
  'person.renamed': (event) => m.event_person_renamed({ who: who(event), before: named(event, 'formerly') }),
  'password.reset': (event) =>
    event.payload.isByOthers
      ? m.event_password_reset_by_others({ person: named(event, 'person') })
      : m.event_password_reset({ person: named(event, 'person') }),
  'address.changed': (event) => m.event_address_changed({ who: who(event), person: named(event, 'person') }),
  'account.confirmed': (event) =>
    m.event_account_confirmed({ who: who(event), person: named(event, 'person') }),
  'invitation.sent': (event) =>
    m.event_invitation_sent({ who: who(event), role: anyRoleLabel(event.payload.role) }),
  'invitation.accepted': (event) =>
    event.payload.invitedBy !== undefined
      ? m.event_invitation_of_accepted({
          who: who(event),
          inviter: named(event, 'inviter'),
          role: anyRoleLabel(event.payload.role)
        })
      : m.event_invitation_accepted({ who: who(event), role: anyRoleLabel(event.payload.role) }),
  'invitation.claimed': (event) => m.event_invitation_claimed({ who: who(event) }),
  'invitation.withdrawn': (event) => m.event_invitation_withdrawn({ who: who(event) }),
  'person.erased': (event) =>
    event.payload.readingId === ''
      ? m.event_person_erased({ who: who(event), person: named(event, 'person') })
      : m.event_external_reviewer_erased({ who: who(event), city: named(event, 'city') }),
  'contributor.limited': (event) =>
    event.payload.isLimited
      ? m.event_contributor_limited(aboutPerson(event))
      : m.event_contributor_unlimited(aboutPerson(event))
};
