/** Writes texts of the tree model, as they were before passages became sequences: for tests of what has ended. */
import * as Y from 'yjs';
import type { Block, Run } from '#document/blocks.ts';
import { defaultsOf } from '#document/richtext.ts';
import type { BlockType } from '#base/blocks/blocks.ts';
import { rootName } from '#document/narrative.ts';
import type { Anchor } from '#document/sequence/anchors.ts';
import type { FlatText } from '#document/tree/anchors.ts';
import type { Locale } from '#base/locale.ts';

interface TextContent {
  readonly text?: string;
  readonly runs?: readonly Run[];
}

export const treePassage = (doc: Y.Doc, section: string, language: Locale): Y.XmlFragment =>
  doc.getXmlFragment(rootName(section, language));

/** Writes into an empty passage and returns the ids of its outer blocks. No blocks at all leave one empty paragraph. */
export function writeBlocks(
  fragment: Y.XmlFragment,
  blocks: readonly Block[],
  newId: () => string
): string[] {
  if (fragment.length > 0) throw new Error('Blocks are written into an empty passage only');
  const written = blocks.length > 0 ? blocks : [{ kind: 'paragraph' } as const];
  const elements = written.map((block) => elementOf(block, newId));
  const ids = elements.map(([, id]) => id);
  fragment.insert(
    0,
    elements.map(([element]) => element)
  );
  return ids;
}

/**
 * Writes both languages of a section. Blocks of the other language that have the same position and type
 * become counterparts of the leading language's, where both languages have equally many blocks.
 */
export function writePassages(
  doc: Y.Doc,
  section: string,
  blocks: Readonly<Record<Locale, readonly Block[]>>,
  newId: () => string,
  leading: Locale = 'en'
): void {
  const following: Locale = leading === 'en' ? 'zh' : 'en';
  const ids = writeBlocks(treePassage(doc, section, leading), blocks[leading], newId);
  const paired =
    blocks[leading].length === blocks[following].length &&
    blocks[following].every((block, index) => block.kind === blocks[leading][index]?.kind);
  const translated = blocks[following].map((block, index) =>
    paired ? { ...block, counterpart: ids[index] ?? null } : block
  );
  writeBlocks(treePassage(doc, section, following), translated, newId);
}

function elementOf(block: Block, newId: () => string): [Y.XmlElement, string] {
  const id = block.id ?? newId();
  const identity = { id, counterpart: block.counterpart ?? null };
  const textBlock = (type: BlockType, attributes: Record<string, unknown>, text: TextContent) =>
    element(type, { ...attributes, ...identity }, inline(text.runs ?? (text.text ? [text.text] : [])));
  switch (block.kind) {
    case 'paragraph':
      return [textBlock('paragraph', {}, block), id];
    case 'heading':
      return [textBlock('heading', { level: block.level }, block), id];
    case 'figure':
      return [textBlock('figure', { src: block.src, alt: block.alt }, block), id];
    case 'rule':
      return [element('horizontalRule', identity, []), id];
    case 'quote':
      return [element('blockquote', identity, nested(block.blocks, newId)), id];
    case 'list': {
      const items = block.items.map((item) =>
        element(
          'listItem',
          { id: newId() },
          nested(typeof item === 'string' ? [{ kind: 'paragraph', text: item }] : item, newId)
        )
      );
      return [element(block.ordered ? 'orderedList' : 'bulletList', identity, items), id];
    }
    case 'table': {
      const row = (type: BlockType, cells: readonly (string | readonly Run[])[]) =>
        element(
          'tableRow',
          { id: newId() },
          cells.map((cell) => {
            const text: Block =
              typeof cell === 'string'
                ? { kind: 'paragraph', text: cell }
                : { kind: 'paragraph', runs: cell };
            return element(type, { id: newId() }, nested([text], newId));
          })
        );
      const header = block.header ? [row('tableHeader', block.header)] : [];
      return [
        element('table', identity, [...header, ...block.rows.map((cells) => row('tableCell', cells))]),
        id
      ];
    }
  }
}

const nested = (blocks: readonly Block[], newId: () => string): Y.XmlElement[] =>
  (blocks.length > 0 ? blocks : [{ kind: 'paragraph' } as const]).map((block) => elementOf(block, newId)[0]);

function element(
  type: string,
  attributes: Record<string, unknown>,
  children: (Y.XmlElement | Y.XmlText)[]
): Y.XmlElement {
  const made = new Y.XmlElement(type);
  for (const [name, value] of Object.entries({ ...defaultsOf(type), ...attributes })) {
    // Yjs types attributes as text; it stores numbers as well, and the editor writes them so.
    if (value !== null && value !== undefined) made.setAttribute(name, value as string);
  }
  if (children.length > 0) made.insert(0, children);
  return made;
}

/** Neighbouring pieces of text share one Y.XmlText, as the editor writes them. */
function inline(runs: readonly Run[]): (Y.XmlElement | Y.XmlText)[] {
  const children: (Y.XmlElement | Y.XmlText)[] = [];
  let delta: { insert: string; attributes: Record<string, object> }[] = [];
  const flush = () => {
    if (delta.length === 0) return;
    const text = new Y.XmlText();
    text.applyDelta(delta);
    children.push(text);
    delta = [];
  };
  for (const run of runs) {
    if (typeof run === 'string') {
      if (run) delta.push({ insert: run, attributes: {} });
    } else if ('text' in run) {
      const { text, link, ...flags } = run;
      const attributes: Record<string, object> = link ? { link: { href: link } } : {};
      for (const [mark, on] of Object.entries(flags)) if (on) attributes[mark] = {};
      if (text) delta.push({ insert: text, attributes });
    } else {
      flush();
      children.push(
        'break' in run
          ? element('hardBreak', {}, [])
          : 'grade' in run
            ? element('grade', { characteristic: run.grade, city: run.city }, [])
            : 'goal' in run
              ? element('goal', { goal: run.goal }, [])
              : 'fact' in run
                ? element('fact', { fact: run.fact, city: run.city }, [])
                : 'source' in run
                  ? element('source', { source: run.source, seen: run.seen }, [])
                  : element('footnote', {}, inline([run.footnote]))
      );
    }
  }
  flush();
  return children;
}

/** Returns the anchor that an editor of trees made on the text between two offsets of the flat text. */
export function treeAnchorAt(
  flatText: FlatText,
  from: number,
  to: number,
  longestQuote: number
): Anchor | undefined {
  const { text, runs } = flatText;
  const endOf = ({ start, content }: (typeof runs)[number]): number => start + content.length;
  const first = runs.find((run) => from < endOf(run));
  const last = runs.findLast(({ start }) => to > start);
  if (!first || !last || from >= to) return undefined;
  const [begin, end] = [Math.max(from, first.start), Math.min(to, endOf(last))];
  if (begin >= end || text.slice(begin, end).trim() === '') return undefined;
  const position = (run: typeof first, at: number, association: 0 | -1): object =>
    Y.relativePositionToJSON(
      Y.createRelativePositionFromTypeIndex(run.text, at - run.start, association)
    ) as object;
  return {
    from: JSON.stringify({
      ...position(first, begin, 0),
      before: text.slice(Math.max(0, begin - 16), begin)
    }),
    to: JSON.stringify({ ...position(last, end, -1), after: text.slice(end, end + 16) }),
    quote: text.slice(begin, end).slice(0, longestQuote),
    blockId: first.blockId
  };
}
