import { talkIn } from '#lib/areas/context/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study } = event.params;
  const actor = needActor(event);
  const { coding, context, supports } = event.locals.services;
  const list = must(event.locals, await context.talks.list(actor, study));
  return {
    mayWrite: list.mayWrite,
    shown: shownPage(event.url, list.talks, ({ id }) => id),
    codings: must(event.locals, await coding.onText(actor, study, { kind: 'notes' })),
    dependents: must(event.locals, await supports.dependentsOfTalks(actor, study))
  };
};

const { add, change, remove } = researchActions({ edits: ({ talks }) => talks, read: talkIn });
export const actions: Actions = { add, change, remove };
