/** Writes structured blocks into passages of both languages: for seeds and imports. */
import type * as Y from 'yjs';
import type { Locale } from '#base/locale.ts';
import { idOfNode, type ContentMark, type ContentNode } from '#base/content.ts';
import { isTextBlock, rulesOfBlock } from '#base/blocks/blocks.ts';
import type { Json } from '#base/canonical.ts';
import type { Block, Run } from '../blocks.ts';
import { chipTypes, rulesOfChip, type ChipEmbed } from '#base/chips/chips.ts';
import { flatten } from './flatten.ts';
import { openPassage } from './roots.ts';
import { writeFlat } from './write.ts';

/** Writes into an empty passage and returns the ids of the first block of each given one. */
export function writeBlocks(
  doc: Y.Doc,
  text: Y.Text,
  blocks: readonly Block[],
  newId: () => string
): string[] {
  const nodes = nodesOfBlocks(blocks, newId);
  writeNodes(doc, text, nodes, newId);
  return nodes.map((node) => idsIn(node)[0] ?? '');
}

/**
 * Writes both languages of a section. Blocks of the other language that have the same position and type become
 * counterparts of the leading language's, where both languages have equally many blocks. Within a list or a
 * quote all blocks do, where both have equally many; otherwise only the first.
 */
export function writePassages(
  doc: Y.Doc,
  section: string,
  blocks: Readonly<Record<Locale, readonly Block[]>>,
  newId: () => string,
  leading: Locale = 'en'
): void {
  const following: Locale = leading === 'en' ? 'zh' : 'en';
  const nodes = nodesOfBlocks(blocks[leading], newId);
  const others = nodesOfBlocks(blocks[following], newId);
  const isPaired =
    nodes.length === others.length &&
    blocks[following].every((block, index) => block.kind === blocks[leading][index]?.kind);
  writeNodes(doc, openPassage(doc, section, leading), nodes, newId);
  const paired = isPaired ? others.map((node, index) => withCounterparts(node, nodes[index])) : others;
  writeNodes(doc, openPassage(doc, section, following), paired, newId);
}

function writeNodes(doc: Y.Doc, text: Y.Text, nodes: readonly ContentNode[], newId: () => string): void {
  writeFlat(doc, text, flatten(nodes, { newId }), { newId });
}

/** Checks for a block that a passage has as one, with an id of its own. */
const isOwnBlock = ({ type }: ContentNode): boolean => isTextBlock(type) || rulesOfBlock(type)?.is === 'atom';

/** Returns the ids of the blocks within a node in their order; a table is one. */
const idsIn = (node: ContentNode): string[] =>
  isOwnBlock(node) ? [idOfNode(node, '')] : (node.content ?? []).flatMap(idsIn);

function withCounterparts(node: ContentNode, partner: ContentNode | undefined): ContentNode {
  const ids = partner ? idsIn(partner) : [];
  const isEven = ids.length === idsIn(node).length;
  let at = 0;
  const visit = (one: ContentNode): ContentNode => {
    if (!isOwnBlock(one)) return { ...one, content: (one.content ?? []).map(visit) };
    const counterpart = isEven || at === 0 ? ids[at] : undefined;
    at++;
    return counterpart === undefined ? one : { ...one, attrs: { ...one.attrs, counterpart } };
  };
  return visit(node);
}

export const nodesOfBlocks = (blocks: readonly Block[], newId: () => string): ContentNode[] =>
  blocks.map((block) => nodeOfBlock(block, newId));

/** The first block of a list or quote is given the id and counterpart that the list or quote was to have. */
function nodeOfBlock(block: Block, newId: () => string): ContentNode {
  const identity = (): Record<string, Json> => ({
    id: block.id ?? newId(),
    ...(block.counterpart ? { counterpart: block.counterpart } : {})
  });
  const nested = (blocks: readonly Block[], takes: boolean): ContentNode[] => {
    const [first = { kind: 'paragraph' } as const, ...rest] = blocks;
    const { id = first.id, counterpart = first.counterpart } = takes ? block : first;
    return nodesOfBlocks(
      [{ ...first, ...(id === undefined ? {} : { id }), counterpart: counterpart ?? null }, ...rest],
      newId
    );
  };
  switch (block.kind) {
    case 'paragraph':
      return { type: 'paragraph', attrs: identity(), content: inlineOf(block) };
    case 'heading':
      return { type: 'heading', attrs: { level: block.level, ...identity() }, content: inlineOf(block) };
    case 'figure':
      return {
        type: 'figure',
        attrs: { src: block.src, alt: block.alt, ...identity() },
        content: inlineOf(block)
      };
    case 'rule':
      return { type: 'horizontalRule', attrs: identity() };
    case 'quote':
      return { type: 'blockquote', content: nested(block.blocks, true) };
    case 'list':
      return {
        type: block.ordered ? 'orderedList' : 'bulletList',
        content: block.items.map((item, index) => ({
          type: 'listItem',
          content: nested(typeof item === 'string' ? [{ kind: 'paragraph', text: item }] : item, index === 0)
        }))
      };
    case 'table': {
      const row = (type: string, cells: readonly (string | readonly Run[])[]): ContentNode => ({
        type: 'tableRow',
        content: cells.map((cell) => ({
          type,
          content: inlineOf(typeof cell === 'string' ? { text: cell } : { runs: cell })
        }))
      });
      const header = block.header ? [row('tableHeader', block.header)] : [];
      return {
        type: 'table',
        attrs: identity(),
        content: [...header, ...block.rows.map((cells) => row('tableCell', cells))]
      };
    }
  }
}

const inlineOf = ({
  text,
  runs
}: {
  readonly text?: string;
  readonly runs?: readonly Run[];
}): ContentNode[] => (runs ?? (text ? [text] : [])).map(nodeOfRun);

function nodeOfRun(run: Run): ContentNode {
  if (typeof run === 'string') return { type: 'text', text: run };
  if ('break' in run) return { type: 'hardBreak' };
  if ('footnote' in run) return { type: 'footnote', content: [{ type: 'text', text: run.footnote }] };
  if (!('text' in run)) return nodeOfChip(run);
  const { text, link, ...flags } = run;
  const marks: ContentMark[] = Object.entries(flags).flatMap(([type, on]) => (on ? [{ type }] : []));
  return { type: 'text', text, marks: link ? [...marks, { type: 'link', attrs: { href: link } }] : marks };
}

function nodeOfChip(embed: ChipEmbed): ContentNode {
  const type = chipTypes.find((one) => one in embed);
  if (type === undefined) throw new Error('The embed is of no chip.');
  const { [type]: named, ...others } = embed as Readonly<Record<string, string>>;
  const given = Object.entries(others).filter(([, value]) => value);
  return { type, attrs: { [rulesOfChip(type).named]: named ?? null, ...Object.fromEntries(given) } };
}
