/** Reads the words of a composed report, and what a passage of a shorter paper may rest on. */
import { gapsOf, type Bilingual } from '#base/locale.ts';
import type { ReportBlock, ReportContent, ReportPair, ReportPart, ReportText } from './report-content.ts';
import { fingerprint } from '#base/canonical.ts';

/** Without notes and numbers. */
export const plainText = (text: ReportText): string =>
  text.map((part) => (part.kind === 'text' ? part.text : part.kind === 'break' ? ' ' : '')).join('');

/** Returns the words of a text with its citations as `[1]`, for somebody who reads them. */
const citedText = (text: ReportText): string =>
  text.map((part) => (part.kind === 'cite' ? `[${part.sources.join(', ')}]` : plainText([part]))).join('');

export const plainBlock = (block: ReportBlock, textOf = plainText): string => {
  if (block.kind === 'table')
    return block.rows.map((row) => row.map(({ text }) => textOf(text)).join(' ')).join('\n');
  if (block.kind === 'figure') return textOf(block.caption);
  return 'text' in block ? textOf(block.text) : '';
};

const textOfPair = (pair: ReportPair, textOf = plainText): Bilingual => ({
  en: pair.en.map((block) => plainBlock(block, textOf)).join('\n'),
  zh: pair.zh.map((block) => plainBlock(block, textOf)).join('\n')
});

/** Describes a block of a composed report, on which a passage of a shorter paper can rest. */
export interface QuotableBlock {
  readonly part: string;
  readonly partTitle: Bilingual;
  readonly block: string;
  readonly print: string;
  readonly words: Bilingual;
}

/** Lists the pairs of a report by the id of their first block, each with a fingerprint of both languages. */
export const quotableBlocks = (content: Pick<ReportContent, 'parts'>): QuotableBlock[] =>
  content.parts.flatMap(quotableIn);

const quotableIn = (part: ReportPart): QuotableBlock[] => [
  ...part.pairs.flatMap((pair): QuotableBlock[] => {
    const [first] = [...pair.en, ...pair.zh].flatMap((block) => ('id' in block ? [block.id] : []));
    const text = textOfPair(pair);
    if (first === undefined || gapsOf(text).length === 2) return [];
    const shown = textOfPair(pair, citedText);
    return [
      {
        part: part.id,
        partTitle: part.title,
        block: first,
        print: fingerprint(`${text.en}\0${text.zh}`),
        words: { en: beginning(shown.en), zh: beginning(shown.zh) }
      }
    ];
  }),
  ...part.parts.flatMap(quotableIn)
];

const beginning = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
