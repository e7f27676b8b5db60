import { Paragraph, Table, TableCell, TableLayoutType, TableRow, WidthType } from 'docx';
import type { Locale } from '#base/locale.ts';
import type { ReportContent } from '#rules/report/report-content.ts';
import { headingLevels } from '../heading-levels.ts';
import { itemNumbers } from '../list-items.ts';
import type { OutlinePart } from '../outline.ts';
import { sideOf } from '../printed-parts.ts';
import { spacer, type Block, type PlacedBlock } from './blocks.ts';
import { noBorders } from './looks.ts';
import {
  draftNote,
  partTitle,
  sealOf,
  sourceEntry,
  sourcesTitle,
  type PartTools
} from './part-paragraphs.ts';

export const facingBody = (content: ReportContent, tools: PartTools): Block[] => [
  new Paragraph({ pageBreakBefore: true, children: [] }),
  ...tools.outline.parts.flatMap((part, index) => partInBoth(tools, part, index === 0)),
  ...(content.sources.length === 0
    ? []
    : [
        new Paragraph({ pageBreakBefore: true, children: [] }),
        ...sideBySide(
          [
            [[sourcesTitle(tools, 'en', false)], [sourcesTitle(tools, 'zh', false)]],
            ...content.sources.map(
              (source) =>
                [[sourceEntry(tools, source, 'en')], [sourceEntry(tools, source, 'zh')]] as [Block[], Block[]]
            )
          ],
          tools.textWidth
        )
      ])
];

function partInBoth(tools: PartTools, of: OutlinePart, isFirst: boolean): Block[] {
  const { blocks, textWidth } = tools;
  const result: Block[] = [];
  if (of.depth === 1 && !isFirst) result.push(new Paragraph({ pageBreakBefore: true, children: [] }));
  let rows: [Block[], Block[]][] = [
    [
      [partTitle(tools, of, 'en', false), ...draftNote(tools, of, 'en')],
      [partTitle(tools, of, 'zh', false), ...draftNote(tools, of, 'zh')]
    ]
  ];
  const sides = numberedSides(of);
  const columnWidth = Math.floor((halfOf(textWidth) - 280) / 15);
  for (const [pairIndex] of of.part.pairs.entries()) {
    const [english, chinese] = [sides.en[pairIndex] ?? [], sides.zh[pairIndex] ?? []];
    if ([...english, ...chinese].some(({ block }) => block.kind === 'table')) {
      // A table needs the width of the page, and its heads are repeated only outside of other tables.
      result.push(
        ...sideBySide(rows, textWidth),
        ...blocks(english, 'en', columnWidth),
        ...blocks(chinese, 'zh', columnWidth)
      );
      rows = [];
    } else if (english.length === chinese.length) {
      for (const [index, block] of english.entries()) {
        const other = chinese[index];
        rows.push([blocks([block], 'en', columnWidth), other ? blocks([other], 'zh', columnWidth) : []]);
      }
    } else rows.push([blocks(english, 'en', columnWidth), blocks(chinese, 'zh', columnWidth)]);
  }
  if (of.part.approval) rows.push([sealOf(tools, of, 'en'), sealOf(tools, of, 'zh')]);
  return [...result, ...sideBySide(rows, textWidth)];
}

/** Returns the blocks of a part by language and pair, each with its level and number among those of its language. */
function numberedSides({ part, depth }: OutlinePart): Record<Locale, PlacedBlock[][]> {
  const sideIn = (locale: Locale): PlacedBlock[][] => {
    const pairs = part.pairs.map((pair) => sideOf(pair, locale));
    const levels = headingLevels(pairs.flat(), depth);
    const numbers = itemNumbers(pairs.flat());
    let next = 0;
    return pairs.map((list) =>
      list.map((block) => {
        const at = next++;
        return { block, level: levels[at] ?? 0, number: numbers[at] ?? 1 };
      })
    );
  };
  return { en: sideIn('en'), zh: sideIn('zh') };
}

const halfOf = (textWidth: number): number => Math.floor(textWidth / 2);

function sideBySide(rows: readonly (readonly [Block[], Block[]])[], textWidth: number): Block[] {
  if (rows.length === 0) return [];
  const half = halfOf(textWidth);
  return [
    new Table({
      width: { size: textWidth, type: WidthType.DXA },
      columnWidths: [half, half],
      layout: TableLayoutType.FIXED,
      borders: noBorders,
      rows: rows.map(
        (sides) =>
          new TableRow({
            children: sides.map(
              (side) =>
                new TableCell({
                  width: { size: half, type: WidthType.DXA },
                  margins: { top: 40, bottom: 40, left: 120, right: 160 },
                  children: side.length === 0 || side.at(-1) instanceof Table ? [...side, spacer()] : side
                })
            )
          })
      )
    }),
    spacer()
  ];
}
