import type { z } from 'zod';
import { filterTerms } from '#domain/glossary.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { newTermForm, termForm, thingRemovalForm } from '#lib/forms/setup.ts';
import { setupAction } from '#lib/server/setup-acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const all = must(
    event.locals,
    await event.locals.services.frameworks.terms(needActor(event), event.params.study)
  );
  const query = (event.url.searchParams.get('q') ?? '').slice(0, 200);
  const group = event.url.searchParams.get('group') || null;
  const groups = [...new Set(all.map((term) => term.group))].sort();
  return {
    terms: filterTerms(all, { query, group }, event.locals.locale),
    total: all.length,
    groups,
    query,
    group,
    /** Names the term whose form is shown: a long list of forms would be slow. */
    edited: event.url.searchParams.get('edit')
  };
};

const termOf = (fields: z.output<typeof newTermForm>) => ({
  term: { en: fields.termEn, zh: fields.termZh },
  definition: { en: fields.definitionEn, zh: fields.definitionZh },
  group: fields.group,
  caution: { en: fields.cautionEn, zh: fields.cautionZh }
});

export const actions: Actions = {
  add: setupAction('add', 'study.edit', newTermForm, ({ services, actor, study, fields }) =>
    services.glossary.add(actor, study, termOf(fields))
  ),
  change: setupAction('change', 'study.edit', termForm, ({ services, actor, study, fields }) =>
    services.glossary.change(actor, study, fields, termOf(fields))
  ),
  remove: setupAction('remove', 'study.edit', thingRemovalForm, ({ services, actor, study, fields }) =>
    services.glossary.remove(actor, study, fields)
  )
};
