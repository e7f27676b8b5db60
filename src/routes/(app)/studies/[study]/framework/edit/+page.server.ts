import { draftCommandIn } from '#lib/areas/framework/forms.ts';
import { textIn, versionIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor } from '#lib/server/guard.ts';
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
  begin: formAction({
    command: ({ frameworkDrafts }, { study }) => [frameworkDrafts.begin, study],
    run: ({ give }) => give()
  }),

  take: formAction({
    command: ({ frameworkDrafts }, { study }) => [frameworkDrafts.take, study],
    run: async ({ give, form }) => {
      const file = form.get('file');
      const text = file instanceof File && file.size > 0 ? await file.text() : textIn(form, 'text');
      return give(textIn(form, 'version') === '' ? null : versionIn(form), text);
    },
    again: (form) => ({ text: textIn(form, 'text') })
  }),

  change: formAction({
    command: ({ frameworkDrafts }, { study }) => [frameworkDrafts.change, study],
    run: ({ give, form }) => {
      const command = draftCommandIn(form);
      return command ? give(textIn(form, 'seen'), command) : refuse('invalid', { field: 'act' });
    }
  }),

  drop: formAction({
    command: ({ frameworkDrafts }, { study }) => [frameworkDrafts.drop, study],
    run: ({ give, form }) => give(versionIn(form))
  }),

  publish: formAction({
    command: ({ frameworkDrafts }, { study }) => [frameworkDrafts.publish, study],
    run: ({ give, form }) => give(versionIn(form)),
    to: (_, { params }) => `/studies/${params.study}/framework/versions?said=published`
  })
};
