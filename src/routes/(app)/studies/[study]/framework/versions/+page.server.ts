import { textIn } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const [actor, { frameworkVersions }] = [needActor(event), event.locals.services];
  const list = must(event.locals, await frameworkVersions.list(actor, event.params.study));
  const newest =
    list.versions.length > 0
      ? must(event.locals, await frameworkVersions.load(actor, event.params.study, null))
      : null;
  // Only a user who may move cities learns the effect on them.
  const moving =
    list.mayEdit && newest
      ? must(event.locals, await frameworkVersions.moving(actor, event.params.study))
      : null;
  return { list, rankingNotice: newest?.rankingNotice ?? null, moving };
};

export const actions: Actions = {
  move: formAction({
    command: ({ frameworkVersions }, { study }) => [frameworkVersions.move, study],
    run: ({ give, form }) =>
      give(
        textIn(form, 'to'),
        form.getAll('city').filter((city): city is string => typeof city === 'string' && city !== '')
      ),
    answer: ({ moved }) => ({ moved })
  })
};
