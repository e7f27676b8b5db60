/** Writes the parts of a report in one language, or in both, which stand in tables of two columns. */
import type { Locale } from '#base/locale.ts';
import type { ReportContent, ReportEdition } from '#rules/report/report-content.ts';
import { headingLevels } from '../heading-levels.ts';
import { itemNumbers } from '../list-items.ts';
import type { OutlinePart } from '../outline.ts';
import { sideOf } from '../printed-parts.ts';
import type { Block } from './blocks.ts';
import { facingBody } from './facing.ts';
import {
  draftNote,
  partTitle,
  sealOf,
  sourceEntry,
  sourcesTitle,
  type PartTools
} from './part-paragraphs.ts';

export function bodyOf(content: ReportContent, edition: ReportEdition, tools: PartTools): Block[] {
  if (edition === 'facing') return facingBody(content, tools);
  return [
    ...tools.outline.parts.flatMap((part) => partInOneLanguage(tools, part, edition)),
    ...(content.sources.length === 0
      ? []
      : [
          sourcesTitle(tools, edition, true),
          ...content.sources.map((source) => sourceEntry(tools, source, edition))
        ])
  ];
}

function partInOneLanguage(tools: PartTools, of: OutlinePart, locale: Locale): Block[] {
  const list = of.part.pairs.flatMap((pair) => sideOf(pair, locale));
  const levels = headingLevels(list, of.depth);
  const numbers = itemNumbers(list);
  const numbered = list.map((block, index) => ({
    block,
    level: levels[index] ?? 0,
    number: numbers[index] ?? 1
  }));
  return [
    partTitle(tools, of, locale, true),
    ...draftNote(tools, of, locale),
    ...tools.blocks(numbered, locale, Math.floor(tools.textWidth / 15)),
    ...sealOf(tools, of, locale)
  ];
}
