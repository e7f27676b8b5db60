import { fail } from '@sveltejs/kit';
import { frameworkOfCity, type CityFramework } from '#rules/framework/framework.ts';
import { fileIn } from '#lib/areas/evidence/forms.ts';
import { textIn } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { questionsOfPlan } from '#lib/server/planned-questions.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
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
  read: async (event) => {
    const { study, city } = event.params;
    const actor = needActor(event);
    const { answerFiles } = event.locals.services;
    // What is read is imported next.
    const file = await fileIn(await formFor(event, answerFiles.imported, study, city), 'file');
    const read = await answerFiles.read(actor, study, city, file ?? { name: '', bytes: new Uint8Array() });
    if (!read.ok) return refuseForm(event.locals, read.refusal, {});
    if ('fault' in read.value) return fail(415, { fault: read.value.fault, detail: read.value.detail });
    return { read: { ...read.value, questions: questionsOfPlan(await frameworkIn(event), read.value.plan) } };
  },

  imported: async (event) => {
    const { study, city } = event.params;
    const actor = needActor(event);
    const { answerFiles } = event.locals.services;
    const form = await formFor(event, answerFiles.imported, study, city);
    const file = {
      fileName: textIn(form, 'fileName'),
      format: textIn(form, 'format'),
      sha256: textIn(form, 'sha256')
    };
    const written = textIn(form, 'written');
    const noted = await answerFiles.imported(actor, study, city, file, written);
    return noted.ok ? { imported: noted.value } : refuseForm(event.locals, noted.refusal, {});
  },

  undone: async (event) => {
    const { study, city } = event.params;
    const actor = needActor(event);
    const { answerFiles } = event.locals.services;
    const form = await formFor(event, answerFiles.undone, study, city);
    const undone = await answerFiles.undone(actor, study, city, textIn(form, 'import'));
    return undone.ok ? { undone: true } : refuseForm(event.locals, undone.refusal, {});
  }
};
