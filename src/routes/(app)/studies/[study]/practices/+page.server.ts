import { redirect } from '@sveltejs/kit';
import { matchesPractice, practiceStages } from '#rules/practices/practice.ts';
import { oneOf, textIn } from '#lib/forms/fields.ts';
import { practiceIn, themeTypedIn, focusIn } from '#lib/areas/practices/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { formFor } from '#lib/server/form-for.ts';
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
  add: async (event) => {
    const actor = needActor(event);
    const form = await formFor(event, event.locals.services.practices.add, event.params.study);
    const added = await event.locals.services.practices.add(actor, event.params.study, practiceIn(form));
    if (!added.ok) return refuseForm(event.locals, added.refusal, themeTypedIn(form));
    redirect(303, `/studies/${event.params.study}/practices/${added.value.id}`);
  },

  focus: async (event) => {
    const actor = needActor(event);
    const form = await event.request.formData();
    const saved = await event.locals.services.practices.focus(
      actor,
      event.params.study,
      textIn(form, 'city'),
      focusIn(form)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  }
};
