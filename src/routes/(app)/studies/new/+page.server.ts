import { redirect } from '@sveltejs/kit';
import { bilingualIn, textIn, typedIn, wholeNumberIn } from '#lib/forms/fields.ts';
import { studyTextsIn } from '#lib/areas/study/forms.ts';
import { formFor } from '#lib/server/form-for.ts';
import { needActor, needInstance, refuseForm } from '#lib/server/guard.ts';
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
  default: async (event) => {
    const { studies } = event.locals.services;
    const form = await formFor(event, studies.create);
    const created = await studies.create(needActor(event), {
      slug: textIn(form, 'slug'),
      texts: studyTextsIn(form),
      sides: [sideIn(form, 'first'), sideIn(form, 'second')],
      secretariat: textIn(form, 'secretariat')
    });
    if (!created.ok) return refuseForm(event.locals, created.refusal, typedIn(form));
    redirect(303, `/studies?created=${encodeURIComponent(created.value.slug)}`);
  }
};
