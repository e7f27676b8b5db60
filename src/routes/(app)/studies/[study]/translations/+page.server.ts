import { chapterSection } from '#document/narrative.ts';
import { isLocale } from '#base/locale.ts';
import { languageToDo, pairStates, type PairStatus } from '#rules/pairs/pair-states.ts';
import { sumPairCounts } from '#rules/pairs/pair-counts.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { ListedText } from '#areas/pairs';
import type { PageServerLoad } from './$types';

/** Filters show the others. */
const mostShown = 300;

/** Loads the pairs that are to do, by text and section, as the filters of the address select them. */
export const load: PageServerLoad = async (event) => {
  const { study } = event.params;
  follow(event, 'log');
  const { texts, sectionNames } = must(
    event.locals,
    await event.locals.services.translationPairs.listAll(needActor(event), study)
  );
  const query = event.url.searchParams;
  const state = oneOf(pairStates, query.get('state') ?? '') ?? null;
  const asked = query.get('language') ?? '';
  const language = isLocale(asked) ? asked : null;
  const writesAny = texts.some(({ mayConfirm }) => mayConfirm);
  const isMine = writesAny && query.get('texts') !== 'all';
  const isShown = (pair: PairStatus): boolean => {
    const toDo = languageToDo(pair);
    return (
      pair.settledBy === null &&
      (state === null || pair.state === state) &&
      (language === null || toDo === null || toDo === language)
    );
  };
  let left = mostShown;
  const shown = texts
    .filter(({ mayConfirm }) => mayConfirm || !isMine)
    .map((text) => {
      const base = pathOf(text, study);
      return {
        kind: text.kind,
        city: text.city,
        chapter: text.chapter,
        path: base,
        counts: sumPairCounts(text.sections.map(({ counts }) => counts)),
        sections: text.sections.flatMap(({ section, pairs, counts }) => {
          const all = pairs.filter(isShown);
          if (all.length === 0) return [];
          const listed = all.slice(0, left);
          left -= listed.length;
          const path = !text.chapter
            ? `${base}/${section}?text=${text.kind}`
            : section === chapterSection
              ? base
              : `${base}?section=${section}`;
          return [
            {
              id: section,
              name: section === chapterSection ? null : (sectionNames[section] ?? null),
              path,
              counts,
              isCut: listed.length < all.length,
              pairs: listed.map((pair) => ({
                key: pair.key,
                state: pair.state,
                source: pair.source,
                en: pair.en?.text ?? null,
                zh: pair.zh?.text ?? null,
                path: `${path}#pair-${pair.en?.id ?? pair.zh?.id ?? ''}`
              }))
            }
          ];
        }),
        matching: text.sections.reduce((sum, { pairs }) => sum + pairs.filter(isShown).length, 0)
      };
    });
  const matching = shown.reduce((sum, text) => sum + text.matching, 0);
  return {
    texts: shown,
    counts: sumPairCounts(shown.map(({ counts }) => counts)),
    filter: { state, language, isMine },
    writesAny,
    matching,
    hidden: Math.max(0, matching - mostShown)
  };
};

const pathOf = ({ city, chapter }: ListedText, studySlug: string): string =>
  chapter
    ? `/studies/${studySlug}/chapters/${chapter.slug}`
    : `/studies/${studySlug}/assessments/${city?.id ?? ''}`;
