/** Lists the kinds of events about people: their roles, accounts and invitations. The payloads name ids only. */
import { roles } from '#base/permissions.ts';
import { event, optional, text, textOrNull, truth, oneOf } from './event.ts';

const role = { userId: text, role: oneOf(roles), sideId: textOrNull, cityId: textOrNull };
/** Is set where the person took the role on an invitation. */
const invitedBy = optional(text);
const notice = event({ userId: text, isByOthers: truth, isPaused: truth });

export const peopleEvents = {
  'grant.given': event({ ...role, invitedBy }),
  'grant.withdrawn': event(role),
  'contributor.limited': event({ ...role, isLimited: truth }),
  'body.joined': event({ userId: text, bodyId: text }),
  'body.left': event({ userId: text, bodyId: text }),
  'rapporteurs.named': event({ lead: textOrNull, deputy: textOrNull, reviewer: textOrNull }),
  'senior.named': event({ userId: text, invitedBy }),
  'person.renamed': event({ formerNameId: text }),
  /** Names a person of the study, or the link of somebody outside who reviewed. */
  'person.erased': event({ userId: optional(text), readingId: optional(text) }),
  // Accounts: a password that was set by a link, another address, and that somebody vouched for the person.
  'password.reset': notice,
  'address.changed': notice,
  'account.confirmed': event({ userId: text }),
  'invitation.sent': event({
    invitationId: text,
    role: oneOf(roles),
    sideId: textOrNull,
    cityId: textOrNull
  }),
  'invitation.accepted': event({ invitationId: text, role: oneOf(roles), invitedBy }),
  'invitation.claimed': event({ invitationId: text }),
  'invitation.withdrawn': event({ invitationId: text })
};
