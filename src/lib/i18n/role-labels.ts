/** Labels each role, in the reader's language or, where it is offered to a person, in theirs. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { Role } from '#base/permissions.ts';
import { m } from '#lib/paraglide/messages.js';

type OfLocation = (
  location: { readonly side: string; readonly city: string },
  of: { locale: Locale }
) => string;

interface RoleLabels {
  readonly label: () => string;
  /** Returns the role with its side or city, as an invitation shows it. */
  readonly offered: OfLocation;
  /** Returns the same for a role that is given for both sides; left out where each is of one. */
  readonly offeredByBoth?: OfLocation;
}

const labels: Readonly<Record<Role, RoleLabels>> = {
  secretariat: {
    label: () => m.role_secretariat(),
    offered: m.offered_role_secretariat_side,
    offeredByBoth: (_, of) => m.offered_role_secretariat({}, of)
  },
  chair: { label: () => m.role_chair(), offered: m.offered_role_chair },
  expert: { label: () => m.role_expert(), offered: m.offered_role_expert },
  city: { label: () => m.role_city(), offered: m.offered_role_city },
  observer: {
    label: () => m.role_observer(),
    offered: m.offered_role_observer_side,
    offeredByBoth: (_, of) => m.role_observer({}, of)
  }
};

export const roleLabel = (role: Role): string => labels[role].label();

const isRole = (role: string): role is Role => Object.hasOwn(labels, role);

/** Returns the label of a role as it was noted with something that was done; one that the code does not know is shown as it is. */
export const anyRoleLabel = (role: string): string =>
  isRole(role) ? roleLabel(role) : role === 'administrator' ? m.role_administrator() : role;

interface Offered {
  readonly role: Role;
  readonly side: { readonly name: Bilingual } | null;
  readonly city: Bilingual | null;
}

export function offeredRoleLabel({ role, side, city }: Offered, locale: Locale): string {
  const { offered, offeredByBoth = offered } = labels[role];
  const location = {
    side: side ? textFor(side.name, locale).text : '',
    city: city ? textFor(city, locale).text : ''
  };
  return (side ? offered : offeredByBoth)(location, { locale });
}
