import { menuLookIn } from '#lib/navigation/menu-look.ts';
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
  }
});
