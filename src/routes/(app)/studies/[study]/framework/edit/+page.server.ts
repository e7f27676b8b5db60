import { redirect } from '@sveltejs/kit';
import { draftCommandIn } from '#lib/areas/framework/forms.ts';
import { textIn, typedIn, versionIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'study', 'framework');
  const page = must(
    event.locals,
    await event.locals.services.frameworkDrafts.load(needActor(event), event.params.study)
  );
  return { page, part: event.url.searchParams.get('part') ?? '', id: event.url.searchParams.get('id') ?? '' };
};

export const actions: Actions = {
  begin: async (event) => {
    const begun = await event.locals.services.frameworkDrafts.begin(needActor(event), event.params.study);
    return begun.ok ? { saved: true } : refuseForm(event.locals, begun.refusal);
  },

  take: async (event) => {
    const form = await formFor(event, event.locals.services.frameworkDrafts.take, event.params.study);
    const file = form.get('file');
    const text = file instanceof File && file.size > 0 ? await file.text() : textIn(form, 'text');
    const version = textIn(form, 'version') === '' ? null : versionIn(form);
    const taken = await event.locals.services.frameworkDrafts.take(
      needActor(event),
      event.params.study,
      version,
      text
    );
    return taken.ok
      ? { saved: true }
      : refuseForm(event.locals, taken.refusal, { text: textIn(form, 'text') });
  },

  change: async (event) => {
    const form = await formFor(event, event.locals.services.frameworkDrafts.change, event.params.study);
    const command = draftCommandIn(form);
    const { frameworkDrafts } = event.locals.services;
    if (!command) return refuseForm(event.locals, { code: 'invalid', facts: { field: 'act' } });
    const changed = await frameworkDrafts.change(
      needActor(event),
      event.params.study,
      textIn(form, 'seen'),
      command
    );
    return changed.ok ? { saved: true } : refuseForm(event.locals, changed.refusal, typedIn(form));
  },

  drop: async (event) => {
    const form = await formFor(event, event.locals.services.frameworkDrafts.drop, event.params.study);
    const dropped = await event.locals.services.frameworkDrafts.drop(
      needActor(event),
      event.params.study,
      versionIn(form)
    );
    return dropped.ok ? { saved: true } : refuseForm(event.locals, dropped.refusal);
  },

  publish: async (event) => {
    const form = await formFor(event, event.locals.services.frameworkDrafts.publish, event.params.study);
    const published = await event.locals.services.frameworkDrafts.publish(
      needActor(event),
      event.params.study,
      versionIn(form)
    );
    if (!published.ok) return refuseForm(event.locals, published.refusal);
    redirect(303, `/studies/${event.params.study}/framework/versions?said=published`);
  }
};
