/** A role with its side or city, as an invitation says it. */
import { textFor, type Bilingual, type Locale } from '#domain/locale.ts';
import type { Role } from '#domain/permissions.ts';
import { m } from '#lib/paraglide/messages.js';

interface Offered {
  readonly role: Role;
  readonly side: { readonly name: Bilingual } | null;
  readonly city: Bilingual | null;
}

export function offeredRoleWord({ role, side, city }: Offered, locale: Locale): string {
  const of = { locale };
  const place = {
    side: side ? textFor(side.name, locale).text : '',
    city: city ? textFor(city, locale).text : ''
  };
  switch (role) {
    case 'secretariat':
      return side ? m.record_role_secretariat_side(place, of) : m.record_role_secretariat({}, of);
    case 'chair':
      return m.record_role_chair(place, of);
    case 'expert':
      return m.record_role_expert(place, of);
    case 'city':
      return m.record_role_city(place, of);
    case 'observer':
      return side ? m.record_role_observer_side(place, of) : m.record_role_observer({}, of);
  }
}
