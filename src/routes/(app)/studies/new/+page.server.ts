import { bilingualIn, textIn, wholeNumberIn } from '#lib/forms/fields.ts';
import { studyTextsIn } from '#lib/areas/study/forms.ts';
import { formAction } from '#lib/server/form-action.ts';
import { needInstance } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  needInstance(event, 'instance.studies');
};

const sideIn = (form: FormData, side: 'first' | 'second') => ({
  code: textIn(form, `${side}Code`),
  name: bilingualIn(form, `${side}Name`),
  counterpart: bilingualIn(form, `${side}Counterpart`),
  pilotTarget: wholeNumberIn(form, `${side}Target`)
});

export const actions: Actions = {
  default: formAction({
    command: ({ studies }) => [studies.create],
    run: ({ give, form }) =>
      give({
        slug: textIn(form, 'slug'),
        texts: studyTextsIn(form),
        sides: [sideIn(form, 'first'), sideIn(form, 'second')],
        secretariat: textIn(form, 'secretariat')
      }),
    to: ({ slug }) => `/studies?created=${encodeURIComponent(slug)}`
  })
};
