import { readsChapters } from '#base/permissions.ts';
import { asJson } from '#lib/wire/as-json.ts';
import type { Result } from '#base/refusal.ts';
import { inboxTopicsOf } from '#lib/events/topics.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import type { LayoutServerLoad } from './$types';

/**
 * Sets an overlap, in milliseconds, that is longer than the time from a decision to its commit, or from a
 * page's first read to its last.
 */
const overlap = 10_000;

/**
 * Loads every page of a study: without a role in it the study is not found. It follows what concerns the study as a
 * whole or the reader's inbox; a meeting's lead invalidates `lead:{slug}`.
 */
export const load: LayoutServerLoad = async (event) => {
  event.depends(`lead:${event.params.study}`);
  const { services } = event.locals;
  const actor = needActor(event);
  const { study, abilities, grants } = must(
    event.locals,
    await services.studies.load(actor, event.params.study)
  );
  follow(event, 'study', ...inboxTopicsOf(actor.userId, grants));
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  return sideBySide({
    study: asJson(study),
    abilities: [...abilities],
    roles: [...new Set(grants.map((grant) => grant.role))],
    readsChapters: readsChapters(grants),
    /** Null where the reader's account is not paused in this study. */
    pausedUntil: grants.find(({ pausedUntil }) => pausedUntil !== null)?.pausedUntil ?? null,
    /** Lists the cities that the reader represents. */
    ownCities: grants.flatMap(({ cityId }) => cityId ?? []),
    /** Names the chair whom the others follow through a meeting. */
    lead: services.leading.find(actor, event.params.study).then(found),
    /** Says that the operator has configured a service that drafts translations. */
    draftsTranslations: services.translationDrafts.isOn,
    /** Counts the unread items, for the mark next to the inbox. */
    unread: services.inbox.counts(actor, event.params.study).then(found),
    /**
     * Marks the time after which the event stream begins: no event that happens while the page is rendered is
     * missed.
     */
    renderedAfter: services.now().getTime() - overlap
  });
};
