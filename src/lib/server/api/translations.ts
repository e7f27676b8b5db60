/** Tells of the pairs of passages of a text, and how far each is translated. */
import { z } from 'zod';
import { locales } from '#base/locale.ts';
import { idsOf } from '#rules/pairs/pairs.ts';
import { links } from '#rules/pairs/linked-blocks.ts';
import { pairStates, type PairStatus } from '#rules/pairs/pair-states.ts';
import { documentKinds } from '#base/states.ts';
import type { SectionPairs, TextPairs } from '#areas/pairs';
import { shapes } from './shapes.ts';

const passageSide = z
  .strictObject({
    block: z
      .string()
      .describe('Id of the block; one that begins with a point stands for a block without an id'),
    words: z.string().describe('The beginning of its words')
  })
  .nullable();

const pairCount = z.int().min(0);

export const translationList = z
  .strictObject({
    texts: z.array(
      z.strictObject({
        text: z.enum(documentKinds),
        city: z.string().nullable(),
        chapter: z.string().nullable(),
        sections: z.array(
          z.strictObject({
            section: z.string(),
            counts: z.strictObject({
              missing: pairCount,
              machine: pairCount,
              draft: pairCount,
              bothChanged: pairCount,
              stale: pairCount,
              current: pairCount,
              checked: pairCount,
              toDo: pairCount.describe('Those that nobody has confirmed as they are, and no note settles'),
              waived: pairCount,
              diverging: pairCount
            }),
            pairs: z.array(
              z.strictObject({
                en: passageSide,
                zh: passageSide,
                link: z
                  .enum(links)
                  .nullable()
                  .describe('Why the two are a pair; null for a passage without a counterpart'),
                state: z.enum(pairStates),
                source: z
                  .enum(locales)
                  .nullable()
                  .describe('The side that changed, or the one that is there'),
                settledBy: z.enum(['state', 'divergence', 'waiver']).nullable(),
                diverges: z.boolean()
              })
            )
          })
        )
      })
    )
  })
  .register(shapes, {
    id: 'TranslationList',
    description: 'Pairs of passages in both languages with their states; docs/two-languages.md.'
  });

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

export const textPairsJson = ({ location, sections }: TextPairs, lists: 'all' | 'to-do') => ({
  text: location.kind,
  city: location.kind === 'chapter' ? null : location.city,
  chapter: location.kind === 'chapter' ? location.slug : null,
  sections: sections.map((one) => sectionJson(one, (pair) => lists === 'all' || pair.settledBy === null))
});
