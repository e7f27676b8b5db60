import { must, needActor } from '#lib/server/guard.ts';
import type { LayoutServerLoad } from './$types';

/** Longer than a decision takes from its time to its commit, or a page from its first read to its last. */
const overlap = 10_000;

/** Every page of a study: without a role in it there is no such study. Live events invalidate `study:{slug}`, a meeting's lead `lead:{slug}`. */
export const load: LayoutServerLoad = async (event) => {
  event.depends(`study:${event.params.study}`);
  event.depends(`lead:${event.params.study}`);
  const { services } = event.locals;
  const { study, abilities, grants } = must(
    event.locals,
    await services.studies.load(needActor(event), event.params.study)
  );
  const unread = must(event.locals, await services.inbox.counts(needActor(event), event.params.study));
  return {
    study,
    abilities: [...abilities],
    roles: [...new Set(grants.map((grant) => grant.role))],
    /** Whom the others follow through a meeting. */
    lead: must(event.locals, await services.leading.find(needActor(event), event.params.study)),
    /** For the mark beside the inbox. */
    unread,
    /** Behind which event the live line begins: nothing that happens while the page is made goes untold. */
    renderedAfter: services.now().getTime() - overlap
  };
};
