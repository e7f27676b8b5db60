import { forgotForm } from '#lib/areas/people/forms.ts';
import { openFormAction } from '#lib/server/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ sendsMail: locals.services.config.smtp !== null });

export const actions: Actions = {
  default: openFormAction({
    schema: forgotForm,
    isExact: true,
    run: ({ services, event, locale, fields: { email } }) =>
      services.resets.ask({ email, address: event.getClientAddress(), locale }),
    answer: () => ({ done: true })
  })
};
