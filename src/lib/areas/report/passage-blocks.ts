/**
 * Turns the text of a version into the blocks of a report: both languages in pairs, with levels, facts and goals
 * in the words of each language, links below the study as cross-references, and pictures by their hash.
 */
import { allowedImageSource } from '#document/allowed.ts';
import { columnWidths } from '#document/column-widths.ts';
import type { Locale } from '#base/locale.ts';
import { pairedRows } from '#rules/pairs/paired-blocks.ts';
import type {
  ReportBlock,
  ReportCell,
  ReportColumn,
  ReportInline,
  ReportPair,
  ReportText
} from '#rules/report/report-content.ts';
import { plainText } from '#rules/report/report-quotes.ts';
import { idOfNode, textOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import { markedOf, inlineOf, type Writer, type PassageTools, type PictureType } from './passage-inline.ts';

const deepest = 32;

/** A block without a counterpart has a gap next to it. */
export function pairsOfSection(section: SectionContent, tools: PassageTools): ReportPair[] {
  const written = {
    en: section.en.filter((node) => !isBlank(node)),
    zh: section.zh.filter((node) => !isBlank(node))
  };
  const linked = linkedIds(section);
  const writerFor = (language: Locale): Writer => {
    let count = 0;
    return { ...tools, language, isInNote: false, unnamed: () => `${section.id}-${language}${(count += 1)}` };
  };
  const writers = { en: writerFor('en'), zh: writerFor('zh') };
  return pairedRows({ id: section.id, ...written }).map((row): ReportPair => {
    const side = (language: Locale): readonly ReportBlock[] => {
      const node = row[language];
      if (node) return blocksOf(node, writers[language], 0);
      const other = row[language === 'en' ? 'zh' : 'en'];
      if (!other || idsWithin(other).some((id) => linked.has(id)) || other.type === 'horizontalRule')
        return [];
      tools.fault('language-missing', nameOf(other).slice(0, 60));
      return [{ kind: 'gap', why: 'not-translated' }];
    };
    return { en: side('en'), zh: side('zh') };
  });
}

/** Names a block by its words; of a table by its cells, one after the other. */
const nameOf = (node: ContentNode): string =>
  cellsIn(node)
    .map((cell) => textOfNode(cell).trim())
    .filter((words) => words !== '')
    .join(' · ') || textOfNode(node);

const cellsIn = (node: ContentNode): ContentNode[] =>
  node.type === 'tableCell' || node.type === 'tableHeader' ? [node] : (node.content ?? []).flatMap(cellsIn);

const isBlank = (node: ContentNode): boolean =>
  node.type === 'paragraph' &&
  !(node.content ?? []).some((inner) => inner.type !== 'text' || /\S/.test(inner.text ?? ''));

const idsWithin = (node: ContentNode): string[] => {
  const id = node.attrs?.['id'];
  return [...(typeof id === 'string' ? [id] : []), ...(node.content ?? []).flatMap(idsWithin)];
};

/** Returns the ids of blocks that have a counterpart in the other language, wherever it stands. */
function linkedIds({ en, zh }: SectionContent): Set<string> {
  const linked = new Set<string>();
  const walk = (nodes: readonly ContentNode[], others: ReadonlySet<string>): void => {
    for (const node of nodes) {
      const [id, counterpart] = [node.attrs?.['id'], node.attrs?.['counterpart']];
      if (typeof id === 'string' && typeof counterpart === 'string' && others.has(counterpart)) {
        linked.add(id);
        linked.add(counterpart);
      }
      walk(node.content ?? [], others);
    }
  };
  const ids = (nodes: readonly ContentNode[]): Set<string> => new Set(nodes.flatMap(idsWithin));
  walk(en, ids(zh));
  walk(zh, ids(en));
  return linked;
}

/** That of its part, and its own in the text. */
export const blockIdIn = (part: string, id: string): string =>
  `${part}.${id.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`;

function blocksOf(node: ContentNode, writer: Writer, indent: number): ReportBlock[] {
  if (indent > deepest) return [];
  const id = blockIdIn(writer.part, idOfNode(node, '') || writer.unnamed());
  switch (node.type) {
    case 'paragraph': {
      const text = markedOf(node, writer);
      return text.length === 0 ? [] : [{ kind: 'paragraph', id, text }];
    }
    case 'heading': {
      const level = Number(node.attrs?.['level'] ?? 2);
      return [
        {
          kind: 'heading',
          id,
          level: Math.min(4, Math.max(1, level - 1)) as 1 | 2 | 3 | 4,
          text: markedOf(node, writer)
        }
      ];
    }
    case 'bulletList':
    case 'orderedList':
      return (node.content ?? []).flatMap((item) =>
        itemBlocks(item, writer, node.type === 'orderedList', indent)
      );
    case 'blockquote':
      return (node.content ?? []).flatMap((inner) =>
        blocksOf(inner, writer, indent + 1).map((block): ReportBlock =>
          block.kind === 'paragraph' ? { ...block, kind: 'quote' } : block
        )
      );
    case 'table':
      return [tableOf(node, writer, id)];
    case 'figure':
      return figureOf(node, writer, id);
    case 'horizontalRule':
      return [{ kind: 'rule' }];
    default:
      return [];
  }
}

function itemBlocks(item: ContentNode, writer: Writer, isOrdered: boolean, indent: number): ReportBlock[] {
  const [first, ...others] = item.content ?? [];
  const id = blockIdIn(writer.part, idOfNode(item, '') || writer.unnamed());
  return [
    { kind: 'item', id, isOrdered, indent, text: first ? markedOf(first, writer, idOfNode(item, '')) : [] },
    ...others.flatMap((inner) => blocksOf(inner, writer, indent + 1))
  ];
}

function tableOf(node: ContentNode, writer: Writer, id: string): ReportBlock {
  const rows = (node.content ?? []).map((row) =>
    (row.content ?? []).map((cell): ReportCell => ({
      text: linesOf(cell, writer),
      isHead: cell.type === 'tableHeader',
      columns: spanOf(cell.attrs?.['colspan']),
      rows: spanOf(cell.attrs?.['rowspan']),
      ...alignOf(cell.attrs?.['align'])
    }))
  );
  const width = Math.max(1, ...rows.map((row) => row.reduce((sum, cell) => sum + cell.columns, 0)));
  const widths = columnWidths(node);
  const columns = Array.from({ length: width }, (_, index): ReportColumn => {
    const given = widths[index] ?? null;
    return { align: 'start', ...(given === null ? {} : { width: given }) };
  });
  const firstBody = rows.findIndex((row) => !row.every(({ isHead }) => isHead));
  return {
    kind: 'table',
    id,
    caption: [],
    sourceLine: [],
    alt: '',
    columns,
    headRows: firstBody === -1 ? Math.min(1, rows.length) : firstBody,
    rows
  };
}

const spanOf = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100 ? value : 1;
const alignOf = (value: unknown): Pick<ReportCell, 'align'> =>
  value === 'center' ? { align: 'center' } : value === 'right' ? { align: 'end' } : {};

/** The blocks of the cell stand on lines of their own. */
function linesOf(cell: ContentNode, writer: Writer): ReportText {
  const lines = leaves(cell).map((line) => markedOf(line, writer));
  return lines.flatMap((line, index): ReportInline[] =>
    index === 0 ? [...line] : [{ kind: 'break' }, ...line]
  );
}

const leaves = (node: ContentNode): ContentNode[] =>
  node.type === 'paragraph' || node.type === 'heading' ? [node] : (node.content ?? []).flatMap(leaves);

function figureOf(node: ContentNode, writer: Writer, id: string): ReportBlock[] {
  const source = allowedImageSource(node.attrs?.['src']);
  const match = /^data:(image\/(?:png|jpeg|webp|gif));base64,(.*)$/.exec(source ?? '');
  const caption = markedOf(node, writer);
  const alt = typeof node.attrs?.['alt'] === 'string' ? node.attrs['alt'] : '';
  if (!match?.[1] || match[2] === undefined) return [{ kind: 'gap', why: 'withdrawn' }];
  const words = plainText(inlineOf(node.content, writer));
  if (words.trim() === '') writer.fault('figure-caption', id);
  if (alt.trim() === '') writer.fault('figure-alternative', words || id);
  const type = match[1] as PictureType;
  const hash = writer.picture(match[2], type);
  if (hash === null) {
    writer.fault('picture-barred', words || id);
    return [{ kind: 'gap', why: 'withdrawn' }];
  }
  if (!writer.isRegistered(hash)) writer.fault('picture-unregistered', words || id);
  return [
    {
      kind: 'figure',
      id,
      caption,
      sourceLine: [],
      alt,
      drawing: { kind: 'picture', hash, type }
    }
  ];
}
