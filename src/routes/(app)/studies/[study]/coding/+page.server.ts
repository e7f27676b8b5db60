import { countGroups } from '#rules/coding/coding-counts.ts';
import { codeIn } from '#lib/areas/coding/forms.ts';
import { pageIn } from '#lib/forms/page-number.ts';
import { oneOf, textIn, textOrNull } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needStudy } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = await needStudy(event, 'study.coding');
  const group = oneOf(countGroups, event.url.searchParams.get('by') ?? '') ?? 'side';
  const isWithBelow = event.url.searchParams.get('below') === '1';
  const { coding } = event.locals.services;
  return {
    book: must(
      event.locals,
      await coding.load(actor, event.params.study, group, isWithBelow, pageIn(event.url, 'passes'))
    )
  };
};

export const actions: Actions = {
  add: formAction({
    command: ({ coding }, { study }) => [coding.addCode, study],
    run: ({ give, form }) => give({ ...codeIn(form), parentId: textOrNull(form, 'parentId') })
  }),

  undo: formAction({
    command: ({ coding }, { study }) => [coding.undo, study],
    run: ({ give, form }) => give(textIn(form, 'act'))
  }),

  giveTask: formAction({
    command: ({ coding }, { study }) => [coding.giveTask, study],
    run: ({ give, form }) =>
      give({
        cityId: textOrNull(form, 'cityId'),
        section: textOrNull(form, 'section'),
        firstCoderId: textIn(form, 'firstCoderId'),
        secondCoderId: textIn(form, 'secondCoderId')
      }),
    to: ({ id }, { params }) => `/studies/${params.study}/coding/passes/${id}`
  })
};
