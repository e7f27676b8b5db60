/** Converts pairs of passages to the responses of /api/v1. Shapes: api-shapes.ts. */
import { idsOf, type PairStatus } from '#domain/pairs.ts';
import type { TextPairs } from '#server/services/workflow/translation-pairs.ts';
import type { SectionPairs } from '#server/services/workflow/pair-states.ts';

function pairJson(pair: PairStatus) {
  const ids = idsOf(pair);
  const { en, zh, link, state, source, settledBy, diverges } = pair;
  return {
    en: en && { block: ids.en, words: en.text },
    zh: zh && { block: ids.zh, words: zh.text },
    link,
    state,
    source,
    settledBy,
    diverges
  };
}

const sectionJson = ({ section, counts, pairs }: SectionPairs, isListed: (pair: PairStatus) => boolean) => ({
  section,
  counts: {
    missing: counts.missing,
    machine: counts.machine,
    draft: counts.draft,
    bothChanged: counts['both-changed'],
    stale: counts.stale,
    current: counts.current,
    checked: counts.checked,
    toDo: counts.toDo,
    waived: counts.waived,
    diverging: counts.diverging
  },
  pairs: pairs.filter(isListed).map(pairJson)
});

/** Returns a text with all its pairs, or with those that are to do. */
export const textPairsJson = ({ location, sections }: TextPairs, lists: 'all' | 'to-do') => ({
  text: location.kind,
  city: location.kind === 'chapter' ? null : location.city,
  chapter: location.kind === 'chapter' ? location.slug : null,
  sections: sections.map((one) => sectionJson(one, (pair) => lists === 'all' || pair.settledBy === null))
});
