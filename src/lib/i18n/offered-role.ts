/** Returns a role with its side or city, as an invitation shows it. */
import { textFor, type Bilingual, type Locale } from '#domain/locale.ts';
import type { Role } from '#domain/permissions.ts';
import { m } from '#lib/paraglide/messages.js';

interface Offered {
  readonly role: Role;
  readonly side: { readonly name: Bilingual } | null;
  readonly city: Bilingual | null;
}

export function offeredRoleLabel({ role, side, city }: Offered, locale: Locale): string {
  const of = { locale };
  const location = {
    side: side ? textFor(side.name, locale).text : '',
    city: city ? textFor(city, locale).text : ''
  };
  switch (role) {
    case 'secretariat':
      return side ? m.offered_role_secretariat_side(location, of) : m.offered_role_secretariat({}, of);
    case 'chair':
      return m.offered_role_chair(location, of);
    case 'expert':
      return m.offered_role_expert(location, of);
    case 'city':
      return m.offered_role_city(location, of);
    case 'observer':
      return side ? m.offered_role_observer_side(location, of) : m.offered_role_observer({}, of);
  }
}
