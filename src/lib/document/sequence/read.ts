/**
 * Reads a passage as flat blocks: a pure function of its text and of the map of attributes. Every replica that
 * holds the same reads the same, and none repairs anything by writing. It never throws, whatever a document
 * holds. docs/text-model.md lists the rules.
 */
import type * as Y from 'yjs';
import type { ContentMark } from '#base/content.ts';
import { firstValid, isAlt, isImageSource, isPictureWidth, readAttributes, readPlace } from './attributes.ts';
import { parseEmbed, type BlockEmbed } from './embeds.ts';
import { emptyBlock, type FlatBlock, type Inline, type TextBlock } from './flat.ts';
import { addInline, readCaption, sourceOf, wasShown, type Shown, type Source } from './read-inline.ts';
import { readTable } from './read-table.ts';
import { findText } from './roots.ts';
import { type PictureWidth } from '#base/blocks/figure.ts';
import { attributeKey, captionRoot, cellRoot, defaultAttributes } from './shapes.ts';
import { noLines, readLines, type Lines } from './tables.ts';
import { walk } from './walk.ts';

export interface ReadOptions {
  /** Adds marks to letters by the client that wrote them; for showing authors. */
  readonly markOf?: ((client: number) => ContentMark | null) | undefined;
}

/** `to` is the index behind it. */
export interface PlacedBlock {
  readonly block: FlatBlock;
  readonly from: number;
  readonly to: number;
}

export const readBlocks = (doc: Y.Doc, text: Y.Text, options?: ReadOptions): FlatBlock[] =>
  readPlacedBlocks(doc, text, options).map(({ block }) => block);

export function readPlacedBlocks(doc: Y.Doc, text: Y.Text, options: ReadOptions = {}): PlacedBlock[] {
  const source = sourceOf(doc, options.markOf);
  let lines: ((table: string) => Lines) | undefined;
  const linesOf = (table: string): Lines => (lines ??= readLines(source.attributes))(table);
  return blocksOf(text, { ...source, linesOf });
}

type Reading = Source & {
  /** Null within a cell, where no table is read: nothing can contain itself. */
  readonly linesOf: ((table: string) => Lines) | null;
};

function blocksOf(text: Y.Text, reading: Reading): PlacedBlock[] {
  const blocks: PlacedBlock[] = [];
  const shown: Shown = new Set();
  let marker: BlockEmbed | null = null;
  let content: Inline[] = [];
  let [from, at] = [0, 0];
  const close = (): void => {
    // A virtual block without content is not shown.
    if (marker || content.length > 0)
      blocks.push({ block: textBlock(reading, marker, content), from, to: at });
    marker = null;
    content = [];
    from = at;
  };
  for (const walked of walk(text)) {
    at = walked.at;
    const embed = walked.kind === 'embed' ? parseEmbed(walked.embed) : null;
    if (embed?.kind === 'block') {
      close();
      marker = embed;
    } else if (
      embed?.kind === 'rule' ||
      embed?.kind === 'figure' ||
      (embed?.kind === 'table' && reading.linesOf)
    ) {
      close();
      const block = atomBlock(reading, embed, shown);
      if (block) blocks.push({ block, from: at, to: at + 1 });
      from = at + 1;
    } else addInline(reading, content, walked, embed, shown);
    at += walked.length;
  }
  close();
  return blocks.length > 0 ? blocks : [{ block: emptyBlock, from: 0, to: at }];
}

function textBlock({ attributes }: Source, marker: BlockEmbed | null, content: readonly Inline[]): TextBlock {
  return marker
    ? {
        kind: 'text',
        id: marker.id,
        attributes: readAttributes(attributes, marker.id, marker.value),
        content
      }
    : { kind: 'text', id: null, attributes: defaultAttributes, content };
}

/** Returns null for a second embed of the same table or figure. */
function atomBlock(reading: Reading, embed: BlockEmbed, shown: Shown): FlatBlock | null {
  const { doc, attributes } = reading;
  const { kind, id, value } = embed;
  const place = readPlace(attributes, id, value);
  if (kind === 'rule') return { kind: 'rule', id, attributes: place };
  if (wasShown(shown, embed)) return null;
  if (kind === 'table') {
    const lines = reading.linesOf?.(id) ?? noLines;
    const readCell = (row: string, column: string): FlatBlock[] => {
      const text = findText(doc, cellRoot(id, row, column));
      return text ? blocksOf(text, { ...reading, linesOf: null }).map(({ block }) => block) : [emptyBlock];
    };
    return { kind: 'table', id, attributes: place, ...readTable(reading, id, lines, readCell) };
  }
  return {
    kind: 'figure',
    id,
    attributes: place,
    src: firstValid(isImageSource, [value['src']], ''),
    alt: firstValid(isAlt, [attributes.get(attributeKey(id, 'alt')), value['alt']], ''),
    width: firstValid<PictureWidth | null>(
      isPictureWidth,
      [attributes.get(attributeKey(id, 'width')), value['width']],
      null
    ),
    caption: readCaption(reading, findText(doc, captionRoot(id)))
  };
}
