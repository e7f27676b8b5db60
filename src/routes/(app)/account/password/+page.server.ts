/** Sets a password of one's own in the place of one that others have seen; nothing else opens before. */
import { leastOf } from '#rules/people/password.ts';
import { passwordForm } from '#lib/areas/people/forms.ts';
import { formAction } from '#lib/server/form-action.ts';
import { needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  const actor = needActor(event);
  return { email: actor.email, least: leastOf(actor), reason: event.locals.session?.passwordChange ?? null };
};

export const actions: Actions = {
  default: formAction({
    schema: passwordForm,
    isExact: true,
    command: ({ users }) => [users.changePassword],
    run: ({ give, fields }) => give(fields),
    to: () => '/studies'
  })
};
