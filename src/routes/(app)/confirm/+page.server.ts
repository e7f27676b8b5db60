/** Takes the password again and returns to where the person was; the dialog of other pages posts here too. */
import { confirmForm } from '#lib/areas/people/forms.ts';
import { formAction } from '#lib/server/form-action.ts';
import { needActor } from '#lib/server/guard.ts';
import { returnPath } from '#lib/server/return-path.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => ({ email: needActor(event).email });

export const actions: Actions = {
  default: formAction({
    schema: confirmForm,
    isExact: true,
    command: ({ users }) => [users.confirmPassword],
    run: ({ give, fields }) => give(fields.password),
    to: (_, { event }) => returnPath(event.url.searchParams.get('next'), '/studies')
  })
};
