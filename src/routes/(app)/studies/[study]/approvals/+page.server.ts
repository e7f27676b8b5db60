import { pageIn } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { services } = event.locals;
  const actor = needActor(event);
  const register = must(
    event.locals,
    await services.approvals.register(actor, event.params.study, pageIn(event.url))
  );
  const awaited = register.maySign
    ? must(event.locals, await services.approvals.awaited(actor, event.params.study)).length
    : 0;
  return { register, awaited };
};
