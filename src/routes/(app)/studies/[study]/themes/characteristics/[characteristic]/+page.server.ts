import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { study, characteristic } = event.params;
  const actor = needActor(event);
  const { themes, practices } = event.locals.services;
  const view = must(event.locals, await themes.ofCharacteristic(actor, study, characteristic));
  return {
    view,
    crumb: view.characteristic.name,
    cards: must(event.locals, await practices.list(actor, study))
  };
};
