import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  const { house } = event.locals;
  const actor = needActor(event);
  const record = must(event.locals, await house.approvals.record(actor, event.params.study));
  const awaited = record.maySign
    ? must(event.locals, await house.approvals.awaited(actor, event.params.study)).length
    : 0;
  return { record, awaited };
};
