import { textIn } from '#lib/forms/fields.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  return must(event.locals, await event.locals.house.frameworks.load(needActor(event), event.params.study));
};

export const actions: Actions = {
  publish: async (event) => {
    const form = await event.request.formData();
    const file = form.get('file');
    const content = file instanceof File ? await file.text() : textIn(form, 'file');
    const published = await event.locals.house.frameworks.publish(needActor(event), event.params.study, content);
    return published.ok ? { saved: true } : refuseForm(event.locals, published.refusal);
  }
};
