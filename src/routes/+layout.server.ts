import { menuLookIn } from '#lib/navigation/menu-look.ts';
import { freshFor } from '#rules/people/password-again.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals, cookies }) => ({
  locale: locals.locale,
  theme: cookies.get('theme') ?? 'system',
  menu: menuLookIn(cookies.get('menu')),
  reader: locals.actor && {
    userId: locals.actor.userId,
    name: locals.actor.name,
    email: locals.actor.email,
    isAdministrator: locals.actor.isAdministrator
  },
  /** Holds for how many milliseconds the password needs not be given again, and whether another should be set. */
  credential: locals.session && {
    freshFor: freshFor(locals.session.confirmedAt, locals.services.now()),
    passwordChange: locals.session.passwordChange
  }
});
