import { matchesPractice, practiceStages } from '#rules/practices/practice.ts';
import { oneOf, textIn } from '#lib/forms/fields.ts';
import { practiceIn, themeTypedIn, focusIn } from '#lib/areas/practices/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

const longestQuery = 200;

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { cards, ...list } = must(
    event.locals,
    await event.locals.services.practices.list(needActor(event), event.params.study)
  );
  const param = (name: string): string => event.url.searchParams.get(name) ?? '';
  const known = (name: string, ids: readonly { readonly id: string }[]): string | null =>
    ids.find(({ id }) => id === param(name))?.id ?? null;
  const filter = {
    characteristic: known('characteristic', list.characteristics),
    category: known('category', list.categories),
    side: known('side', list.sides),
    stage: list.seesDrafts ? (oneOf(practiceStages, param('stage')) ?? null) : null,
    query: param('q').slice(0, longestQuery)
  };
  const focused = [...(list.focus?.chosen ?? []), ...(list.focus?.ahead ?? [])];
  return {
    list,
    filter,
    isEmpty: cards.length === 0,
    shown: shownPage(
      event.url,
      cards.filter((card) => matchesPractice(card, filter))
    ),
    fitting: list.characteristics
      .filter(({ id }) => focused.includes(id))
      .map((part) => ({
        part,
        cards: cards.filter(
          (card) =>
            card.characteristic === part.id &&
            card.cityId !== list.focus?.cityId &&
            card.stage === 'published'
        )
      }))
  };
};

export const actions: Actions = {
  add: formAction({
    command: ({ practices }, { study }) => [practices.add, study],
    run: ({ give, form }) => give(practiceIn(form)),
    to: ({ id }, { params }) => `/studies/${params.study}/practices/${id}`,
    again: themeTypedIn
  }),

  focus: formAction({
    run: ({ services, actor, params, form }) =>
      services.practices.focus(actor, params.study, textIn(form, 'city'), focusIn(form))
  })
};
