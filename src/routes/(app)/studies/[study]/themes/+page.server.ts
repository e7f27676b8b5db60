import { matchesTheme, themeKinds, themeOrigins, themeScopes, themeStages } from '#rules/practices/theme.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { themeIn, themeTypedIn } from '#lib/areas/practices/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { themes, ...list } = must(
    event.locals,
    await event.locals.services.themes.list(needActor(event), event.params.study)
  );
  const param = (name: string): string => event.url.searchParams.get(name) ?? '';
  const filter = {
    kind: oneOf(themeKinds, param('kind')) ?? null,
    scope: oneOf(themeScopes, param('scope')) ?? null,
    origin: oneOf(themeOrigins, param('origin')) ?? null,
    characteristic: list.characteristics.find(({ id }) => id === param('characteristic'))?.id ?? null,
    stage: list.seesDrafts ? (oneOf(themeStages, param('stage')) ?? null) : null,
    isFlagged: list.seesDrafts && param('flagged') !== ''
  };
  return {
    list,
    isEmpty: themes.length === 0,
    filter,
    shown: shownPage(
      event.url,
      themes.filter((theme) => matchesTheme(theme, filter))
    )
  };
};

export const actions: Actions = {
  add: formAction({
    command: ({ themes }, { study }) => [themes.add, study],
    run: ({ give, form }) => give(themeIn(form)),
    to: ({ id }, { params }) => `/studies/${params.study}/themes/${id}`,
    again: themeTypedIn
  })
};
