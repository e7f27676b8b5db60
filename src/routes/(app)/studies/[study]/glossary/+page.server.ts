import { filterTerms } from '#rules/pairs/glossary.ts';
import { newTermForm, termForm } from '#lib/areas/pairs/term-forms.ts';
import { removalForm } from '#lib/forms/shapes.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { proposalActions } from '#lib/server/glossary-acts.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'study', 'registers');
  const [actor, { services }] = [needActor(event), event.locals];
  const all = must(event.locals, await services.glossary.terms(actor, event.params.study));
  const proposals = must(event.locals, await services.glossary.proposals(actor, event.params.study));
  const query = (event.url.searchParams.get('q') ?? '').slice(0, 200);
  const group = event.url.searchParams.get('group') || null;
  const groups = [...new Set(all.map((term) => term.group))].sort();
  return {
    ...proposals,
    shown: shownPage(event.url, filterTerms(all, { query, group }, event.locals.locale), ({ id }) => id),
    total: all.length,
    groups,
    query,
    group,
    /** Names the term whose form is shown: a long list of forms would be slow. */
    edited: event.url.searchParams.get('edit')
  };
};

export const actions: Actions = {
  ...proposalActions,
  add: formAction({
    schema: newTermForm,
    command: ({ glossary }, { study }) => [glossary.add, study],
    run: ({ give, fields }) => give(fields),
    mark: { act: 'add' }
  }),
  change: formAction({
    schema: termForm,
    command: ({ glossary }, { study }) => [glossary.change, study],
    run: ({ give, fields }) => give(fields, fields.wording),
    mark: { act: 'change' }
  }),
  remove: formAction({
    schema: removalForm,
    command: ({ glossary }, { study }) => [glossary.remove, study],
    run: ({ give, fields }) => give(fields),
    mark: { act: 'remove' }
  }),
  import: formAction({
    command: ({ glossary }, { study }) => [glossary.import, study],
    run: async ({ give, form }) => {
      const file = form.get('file');
      return file instanceof File && file.size > 0
        ? give(new Uint8Array(await file.arrayBuffer()))
        : refuse('glossary-file');
    },
    answer: (imported) => ({ imported }),
    mark: { act: 'import' }
  })
};
