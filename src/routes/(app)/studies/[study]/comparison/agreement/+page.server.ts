import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const [actor, { panelAgreement }, query] = [
    needActor(event),
    event.locals.services,
    event.url.searchParams
  ];
  const { abilities, ...agreement } = must(
    event.locals,
    await panelAgreement.load(actor, event.params.study)
  );
  if (!abilities.has('study.consistency')) return { ...agreement, consistency: null, sides: null };
  const consistency = must(
    event.locals,
    await panelAgreement.consistency(actor, event.params.study, query.get('assessor') || null)
  );
  // The comparison of the sides is computed only when a chair requests it.
  const sides =
    query.get('sides') === 'shown'
      ? must(event.locals, await panelAgreement.sides(actor, event.params.study))
      : null;
  return { ...agreement, consistency, sides };
};
