import { proposalActions } from '#lib/server/glossary-acts.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { termUses } from '#lib/server/term-uses.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const [actor, { services }] = [needActor(event), event.locals];
  const { study, term: id } = event.params;
  const page = must(event.locals, await services.glossary.page(actor, study, id));
  return {
    ...page,
    crumb: (page.term ?? page.history[0]?.wording)?.term ?? null,
    /** Arrives after the page: the texts of the study are read for it. */
    uses: page.term ? termUses(event, id) : null
  };
};

export const actions: Actions = {
  ...proposalActions
};
