import { textIn } from '#lib/forms/fields.ts';
import { adoptForm } from '#lib/areas/framework/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { setupAction } from '#lib/server/setup-acts.ts';
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
  adopt: setupAction(
    'adopt',
    ({ frameworks }) => frameworks.adopt,
    adoptForm,
    ({ services, actor, studySlug, fields }) => services.frameworks.adopt(actor, studySlug, fields.source)
  ),
  publish: async (event) => {
    const form = await formFor(event, event.locals.services.frameworks.publish, event.params.study);
    const file = form.get('file');
    const content = file instanceof File ? await file.text() : textIn(form, 'file');
    const published = await event.locals.services.frameworks.publish(
      needActor(event),
      event.params.study,
      content
    );
    return published.ok ? { saved: true } : refuseForm(event.locals, published.refusal);
  },
  rubric: async (event) => {
    const form = await formFor(event, event.locals.services.frameworks.publishRubric, event.params.study);
    const file = form.get('rubricFile');
    const content = file instanceof File && file.size > 0 ? await file.text() : textIn(form, 'rubric');
    const published = await event.locals.services.frameworks.publishRubric(
      needActor(event),
      event.params.study,
      content
    );
    return published.ok ? { rubricSaved: true } : refuseForm(event.locals, published.refusal);
  }
};
