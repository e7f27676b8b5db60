import { chapterSection } from '#document/narrative.ts';
import { chapterKey, limitOf } from '#rules/documents/length-limit.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { locationOf } from '#lib/server/text-of-page.ts';
import { asJson } from '#lib/wire/as-json.ts';
import type { Result } from '#base/refusal.ts';
import type { LayoutServerLoad } from './$types';

/**
 * Loads what stands next to a chapter's text: what the study's registers say, and what the text may name, of any city.
 * What is said of the text itself does not make it run again.
 */
export const load: LayoutServerLoad = async (event) => {
  const { study, chapter } = event.params;
  const { services } = event.locals;
  const actor = needActor(event);
  const { id, slug } = must(event.locals, await services.chapters.load(actor, study, chapter));
  follow(event, 'study', 'registers', 'cities', `around:${id}`);
  const section = event.url.searchParams.get('section') ?? chapterSection;
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  return sideBySide({
    levelChips: services.levelChips.ofText(actor, study, locationOf(event)).then(found).then(asJson),
    lengthLimit: services.studies
      .lengthLimits(actor, study)
      .then((limits) => limitOf(found(limits), chapterKey(slug))),
    /** Lists the good practices, trends and challenges that rest on this chapter. */
    citations: services.supports.citing(actor, study, { kind: 'chapter', chapter: slug }).then(found),
    /** Null for who reads none. */
    codings: services.coding.onText(actor, study, { kind: 'chapter', chapter: slug, section }).then(found)
  });
};
