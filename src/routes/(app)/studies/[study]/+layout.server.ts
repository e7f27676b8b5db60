import { readsChapters } from '#domain/permissions.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { LayoutServerLoad } from './$types';

/**
 * Sets an overlap, in milliseconds, that is longer than the time from a decision to its commit, or from a
 * page's first read to its last.
 */
const overlap = 10_000;

/**
 * Loads every page of a study: without a role in it the study is not found. Live events invalidate
 * `study:{slug}`, a meeting's lead `lead:{slug}`.
 */
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
    readsChapters: readsChapters(grants),
    /** Holds until when the reader's account is paused in this study; null where it is not. */
    pausedUntil: grants.find(({ pausedUntil }) => pausedUntil !== null)?.pausedUntil ?? null,
    /** Lists the cities that the reader represents. */
    ownCities: grants.flatMap(({ cityId }) => cityId ?? []),
    /** Names the chair whom the others follow through a meeting. */
    lead: must(event.locals, await services.leading.find(needActor(event), event.params.study)),
    /** Says that the operator has configured a service that drafts translations. */
    draftsTranslations: services.translationDrafts.isOn,
    /** Counts the unread items, for the mark next to the inbox. */
    unread,
    /**
     * Marks the time after which the event stream begins: no event that happens while the page is rendered is
     * missed.
     */
    renderedAfter: services.now().getTime() - overlap
  };
};
