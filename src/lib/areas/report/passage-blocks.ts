/**
 * Turns the text of a version into the blocks of a report: both languages in pairs, with levels, facts and goals
 * in the words of each language, links below the study as cross-references, and pictures by their hash.
 */
import { isBlockType } from '#base/blocks/blocks.ts';
import type { Locale } from '#base/locale.ts';
import { pairedRows } from '#rules/pairs/paired-blocks.ts';
import type { ReportBlock, ReportPair } from '#rules/report/report-content.ts';
import { idOfNode, textOfNode, type ContentNode, type SectionContent } from '#base/content.ts';
import type { BlockWriter } from '#document/nodes/block-report.ts';
import { reportBlocks } from '#document/nodes/report.ts';
import { markedOf, inlineOf, type Writer, type PassageTools } from './passage-inline.ts';

const deepest = 32;

/** A block without a counterpart has a gap next to it. */
export function pairsOfSection(section: SectionContent, tools: PassageTools): ReportPair[] {
  const written = {
    en: section.en.filter((node) => !isBlank(node)),
    zh: section.zh.filter((node) => !isBlank(node))
  };
  const linked = linkedIds(section);
  const writerFor = (language: Locale): BlockWriter => {
    let count = 0;
    const unnamed = (): string => `${section.id}-${language}${(count += 1)}`;
    return blockWriterOf({ ...tools, language, isInNote: false, unnamed });
  };
  const writers = { en: writerFor('en'), zh: writerFor('zh') };
  return pairedRows({ id: section.id, ...written }).map((row): ReportPair => {
    const side = (language: Locale): readonly ReportBlock[] => {
      const node = row[language];
      if (node) return writers[language].blocks(node, 0);
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

/** Writes the blocks of one language, one within the other. */
function blockWriterOf(writer: Writer): BlockWriter {
  const { picture, isRegistered, fault } = writer;
  const id = (node: ContentNode): string => blockIdIn(writer.part, idOfNode(node, '') || writer.unnamed());
  const blocks: BlockWriter = {
    picture,
    isRegistered,
    fault,
    id,
    text: (node, outer) => markedOf(node, writer, outer),
    unmarked: (node) => inlineOf(node.content, writer),
    blocks(node, indent) {
      if (indent > deepest) return [];
      const place = { id: id(node), indent };
      return isBlockType(node.type) ? reportBlocks[node.type](node, blocks, place) : [];
    }
  };
  return blocks;
}
