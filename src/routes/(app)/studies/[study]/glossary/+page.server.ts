import { filterTerms } from '#rules/pairs/glossary.ts';
import { newTermForm, termForm } from '#lib/areas/pairs/term-forms.ts';
import { removalForm } from '#lib/forms/shapes.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { proposalActions } from '#lib/server/glossary-acts.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { formFor } from '#lib/server/form-for.ts';
import { setupAction } from '#lib/server/setup-acts.ts';
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
  propose: proposalActions.propose,
  proposeRemoval: proposalActions.proposeRemoval,
  vote: proposalActions.vote,
  withdraw: proposalActions.withdraw,
  add: setupAction(
    'add',
    ({ glossary }) => glossary.add,
    newTermForm,
    ({ services, actor, studySlug, fields }) => services.glossary.add(actor, studySlug, fields)
  ),
  change: setupAction(
    'change',
    ({ glossary }) => glossary.change,
    termForm,
    ({ services, actor, studySlug, fields }) =>
      services.glossary.change(actor, studySlug, fields, fields.wording)
  ),
  remove: setupAction(
    'remove',
    ({ glossary }) => glossary.remove,
    removalForm,
    ({ services, actor, studySlug, fields }) => services.glossary.remove(actor, studySlug, fields)
  ),
  import: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.glossary.import, event.params.study);
    const file = form.get('file');
    if (!(file instanceof File) || file.size === 0)
      return refuseForm(event.locals, { code: 'glossary-file' }, { act: 'import' });
    const imported = await event.locals.services.glossary.import(
      actor,
      event.params.study,
      new Uint8Array(await file.arrayBuffer())
    );
    return imported.ok
      ? { imported: imported.value }
      : refuseForm(event.locals, imported.refusal, { act: 'import' });
  }
};
