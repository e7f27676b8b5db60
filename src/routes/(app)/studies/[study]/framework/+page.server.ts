import { textIn } from '#lib/forms/fields.ts';
import { adoptForm } from '#lib/areas/framework/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction, nothing } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const [actor, { frameworks }] = [needActor(event), event.locals.services];
  const { frameworkVersions } = event.locals.services;
  const newest = must(event.locals, await frameworks.load(actor, event.params.study));
  const { versions, maySeeDraft, seesAgreement } = must(
    event.locals,
    await frameworkVersions.list(actor, event.params.study)
  );
  const requested = event.url.searchParams.get('version');
  const isOlder = requested !== null && requested !== newest.framework?.version;
  const framework = isOlder
    ? must(event.locals, await frameworkVersions.load(actor, event.params.study, requested))
    : newest.framework;
  const agreed = versions.find(({ version }) => version === framework?.version)?.agreed ?? null;
  const judged = await frameworks.judged(actor, event.params.study);
  const sources = newest.framework ? null : await frameworks.sources(actor, event.params.study);
  // Only a user who may publish a rubric learns which panels it would affect.
  return {
    ...newest,
    framework,
    isOlder,
    agreed,
    seesAgreement,
    maySeeDraft,
    sources: sources?.ok ? sources.value : [],
    judged: judged.ok ? judged.value : null
  };
};

export const actions: Actions = {
  adopt: formAction({
    schema: adoptForm,
    command: ({ frameworks }, { study }) => [frameworks.adopt, study],
    run: ({ give, fields }) => give(fields.source),
    mark: { act: 'adopt' }
  }),
  publish: formAction({
    command: ({ frameworks }, { study }) => [frameworks.publish, study],
    run: async ({ give, form }) => {
      const file = form.get('file');
      return give(file instanceof File ? await file.text() : textIn(form, 'file'));
    },
    again: nothing
  }),
  rubric: formAction({
    command: ({ frameworks }, { study }) => [frameworks.publishRubric, study],
    run: async ({ give, form }) => {
      const file = form.get('rubricFile');
      return give(file instanceof File && file.size > 0 ? await file.text() : textIn(form, 'rubric'));
    },
    answer: () => ({ rubricSaved: true }),
    again: nothing
  })
};
