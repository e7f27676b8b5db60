import { matchesSource, sourceKinds } from '#rules/bibliography/bibliography.ts';
import { sourceIn } from '#lib/areas/context/forms.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { sources, ...list } = must(
    event.locals,
    await event.locals.services.context.sources.list(needActor(event), event.params.study)
  );
  const param = (name: string): string => event.url.searchParams.get(name) ?? '';
  const filter = { kind: oneOf(sourceKinds, param('kind')) ?? null, text: param('text').slice(0, 200) };
  return {
    list,
    isEmpty: sources.length === 0,
    filter,
    shown: shownPage(
      event.url,
      sources.filter((source) => matchesSource(source, filter)),
      ({ id }) => `source-${id}`
    )
  };
};

const { add } = researchActions({ edits: ({ sources }) => sources, read: sourceIn });
export const actions: Actions = { add };
