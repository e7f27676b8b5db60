import { matchesEntry, registers, trendAreas } from '#rules/context/context.ts';
import { citiesTyped, entryIn } from '#lib/areas/context/forms.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { placeOf } from '#lib/areas/context/topic-order.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { entries, ...list } = must(
    event.locals,
    await event.locals.services.context.entries.list(needActor(event), event.params.study)
  );
  const param = (name: string): string => event.url.searchParams.get(name) ?? '';
  const { searchParams } = event.url;
  const filter = {
    // One register is shown at first; a choice of anything else looks in all of them.
    register: oneOf(registers, param('register')) ?? (searchParams.size === 0 ? ('policy' as const) : null),
    area: oneOf(trendAreas, param('area')) ?? null,
    topicId: param('topic') || null,
    city: param('city') || null,
    text: param('text').slice(0, 200)
  };
  return {
    list,
    filter,
    counts: Object.fromEntries(
      registers.map((register) => [register, entries.filter((entry) => entry.register === register).length])
    ),
    shown: shownPage(
      event.url,
      entries
        .filter((entry) => matchesEntry(entry, filter))
        .toSorted((a, b) => placeOf(list.topics, a.topicId) - placeOf(list.topics, b.topicId)),
      ({ id }) => id
    )
  };
};

const { add } = researchActions({
  edits: ({ entries }) => entries,
  read: entryIn,
  typed: (form) => ({ cities: citiesTyped(form) })
});
export const actions: Actions = { add };
