import { fail } from '@sveltejs/kit';
import { frameworkOfCity, type CityFramework } from '#rules/framework/framework.ts';
import { fileIn } from '#lib/areas/evidence/forms.ts';
import { textIn } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { questionsOfPlan } from '#lib/server/planned-questions.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction, nothing } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Loads the imports; with `?undo=` also what undoing an import would change now. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  const { services } = event.locals;
  const actor = needActor(event);
  const id = event.url.searchParams.get('undo');
  const undo =
    id === null ? null : must(event.locals, await services.answerFiles.planUndo(actor, study, city, id));
  const framework = await frameworkIn(event);
  return {
    imports: shownPage(event.url, must(event.locals, await services.answerFiles.list(actor, study, city))),
    undo: undo && id !== null ? { id, plan: undo, questions: questionsOfPlan(framework, undo) } : null,
    parts: framework.characteristics.map(({ id: part, name }) => ({ id: part, name }))
  };
};

/** Loads the framework, including the short profile where the city answers it. */
async function frameworkIn(event: RequestEvent): Promise<CityFramework> {
  const { study, city } = event.params;
  const { framework, profile } = must(
    event.locals,
    await event.locals.services.assessments.load(needActor(event), study, city)
  );
  return frameworkOfCity(framework, profile !== null);
}

export const actions: Actions = {
  // What is read is imported next.
  read: formAction({
    command: ({ answerFiles }, { study, city }) => [answerFiles.imported, study, city],
    run: async ({ services, actor, params: { study, city }, form }) =>
      services.answerFiles.read(
        actor,
        study,
        city,
        (await fileIn(form, 'file')) ?? { name: '', bytes: new Uint8Array() }
      ),
    answer: async (read, { event }) =>
      'fault' in read
        ? fail(415, { fault: read.fault, detail: read.detail })
        : { read: { ...read, questions: questionsOfPlan(await frameworkIn(event), read.plan) } },
    again: nothing
  }),

  imported: formAction({
    command: ({ answerFiles }, { study, city }) => [answerFiles.imported, study, city],
    run: ({ give, form }) =>
      give(
        {
          fileName: textIn(form, 'fileName'),
          format: textIn(form, 'format'),
          sha256: textIn(form, 'sha256')
        },
        textIn(form, 'written')
      ),
    answer: (imported) => ({ imported }),
    again: nothing
  }),

  undone: formAction({
    command: ({ answerFiles }, { study, city }) => [answerFiles.undone, study, city],
    run: ({ give, form }) => give(textIn(form, 'import')),
    answer: () => ({ undone: true }),
    again: nothing
  })
};
