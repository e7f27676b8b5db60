import { refuse } from '#base/refusal.ts';
import { chosenIn, codeIn } from '#lib/areas/coding/forms.ts';
import { bilingualIn, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';
import { pageIn, shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needStudy } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = await needStudy(event, 'study.coding');
  const { coding, supports } = event.locals.services;
  const { study } = event.params;
  const shown = { ...pageIn(event.url), memo: event.url.searchParams.get('memo') };
  const view = must(event.locals, await coding.loadCode(actor, study, event.params.code, shown));
  const targets = await supports.targets(actor, study);
  return {
    view,
    /** A memo on the code itself; those on codings are shown with their codings. */
    memos: shownPage(event.url, view.memos, ({ id }) => id, { page: 'memos', at: 'memo' }),
    owners: targets.ok ? targets.value : [],
    crumb: view.code.label
  };
};

export const actions: Actions = {
  change: formAction({
    command: ({ coding }, { study }) => [coding.changeCode, study],
    run: ({ give, params, form }) => give({ id: params.code, version: versionIn(form) }, codeIn(form))
  }),

  move: formAction({
    command: ({ coding }, { study }) => [coding.moveCode, study],
    run: ({ give, params, form }) =>
      give(params.code, { parentId: textOrNull(form, 'parentId'), beforeId: textOrNull(form, 'beforeId') })
  }),

  merge: formAction({
    command: ({ coding }, { study }) => [coding.mergeCodes, study],
    run: ({ give, params, form }) => give(params.code, textIn(form, 'into')),
    to: (_, { params, form }) => `/studies/${params.study}/coding/${textIn(form, 'into')}`
  }),

  split: formAction({
    command: ({ coding }, { study }) => [coding.splitCode, study],
    run: ({ give, params, form }) => give(params.code, { ...codeIn(form), codingIds: chosenIn(form) }),
    to: ({ id }, { params }) => `/studies/${params.study}/coding/${id}`
  }),

  recode: formAction({
    command: ({ coding }, { study }) => [coding.recode, study],
    run: ({ give, form }) => give(chosenIn(form), textIn(form, 'to'))
  }),

  untag: formAction({
    command: ({ coding }, { study }) => [coding.untag, study],
    run: ({ give, form }) => give(chosenIn(form))
  }),

  /** Rests a statement on the chosen passages and answers; what it cites already stays as it is. */
  cite: formAction({
    command: ({ supports }, { study }) => [supports.cite, study],
    run: ({ services, actor, params, form }) => {
      const owner = ownerIn(textIn(form, 'owner'));
      const chosen = chosenIn(form);
      return owner && chosen.length > 0
        ? services.coding.citeCodings(actor, params.study, params.code, chosen, owner)
        : refuse('invalid', { field: owner ? 'codings' : 'owner' });
    }
  }),

  remove: formAction({
    command: ({ coding }, { study }) => [coding.removeCode, study],
    run: ({ give, params, form }) => give({ id: params.code, version: versionIn(form) }),
    to: (_, { params }) => `/studies/${params.study}/coding`
  }),

  addMemo: formAction({
    command: ({ coding }, { study }) => [coding.addMemo, study],
    run: ({ give, form }) => {
      const aboutKind = textIn(form, 'about') === 'coding' ? 'coding' : 'code';
      return give({ aboutKind, aboutId: textIn(form, 'aboutId') }, bilingualIn(form, 'memo'));
    }
  }),

  changeMemo: formAction({
    command: ({ coding }, { study }) => [coding.changeMemo, study],
    run: ({ give, form }) =>
      give({ id: textIn(form, 'id'), version: versionIn(form) }, bilingualIn(form, 'memo'))
  })
};

function ownerIn(field: string): { readonly kind: 'practice' | 'theme'; readonly id: string } | undefined {
  const [kind, id = ''] = field.split(' ');
  return (kind === 'practice' || kind === 'theme') && id !== '' ? { kind, id } : undefined;
}
