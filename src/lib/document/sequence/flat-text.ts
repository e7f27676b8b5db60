/** Reads a passage as one string, in which each letter is found again in Yjs, and each place in Yjs in the string. */
import * as Y from 'yjs';
import { chipSign } from '#rules/threads/comment.ts';
import { parseEmbed, type BlockEmbed } from './embeds.ts';
import { sourceOf, wasShown, type Shown } from './read-inline.ts';
import { readTable } from './read-table.ts';
import { findText, openAttributes } from './roots.ts';
import { captionRoot, cellRoot } from './shapes.ts';
import { readLines, type Lines } from './tables.ts';

/** Describes letters that follow each other in one text; `index` is that of the first in the text. */
export interface LetterRun {
  readonly text: Y.Text;
  readonly index: number;
  readonly start: number;
  readonly length: number;
  /** The block of the passage around it: of a cell, the table. */
  readonly blockId: string | null;
}

export interface FlatText {
  /** Holds a line end between blocks that have letters; notes are not part of it. */
  readonly text: string;
  readonly runs: readonly LetterRun[];
  /** The offset at which each item begins, also of those that are deleted. */
  readonly offsets: ReadonlyMap<Y.Item, number>;
}

export function flatTextOf(doc: Y.Doc, passage: Y.Text): FlatText {
  const collector = new Collector(doc);
  collector.collect(passage, null, true);
  return collector;
}

/** Returns the run that holds the letter at this offset, or the next one behind it. */
export const runAt = ({ runs }: FlatText, at: number): LetterRun | undefined =>
  runs.find(({ start, length }) => at < start + length);

class Collector implements FlatText {
  text = '';
  readonly runs: LetterRun[] = [];
  readonly offsets = new Map<Y.Item, number>();
  readonly #doc: Y.Doc;
  readonly #map: Y.Map<unknown>;
  #lines: ((table: string) => Lines) | undefined;
  /** A table or caption is part of the text once, even where several cells show it. */
  readonly #shown: Shown = new Set();
  #isApart = false;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#map = openAttributes(doc);
  }

  /** `around` is the id of the table or figure to which the text belongs. */
  collect(text: Y.Text | null, around: string | null, mayHoldTables: boolean): void {
    if (!text) return;
    let block = around;
    let index = 0;
    let hasLetters = false;
    let chips: { readonly item: Y.Item; readonly index: number }[] = [];
    /** Adds the chips of a block that stand alone in it. */
    const endBlock = (): void => {
      for (const chip of chips) {
        this.#letters(chipSign, { text, index: chip.index, blockId: block });
        this.offsets.set(chip.item, this.text.length - 1);
      }
      chips = [];
      hasLetters = false;
    };
    this.#isApart = true;
    for (let item = text._start; item !== null; item = item.right) {
      const embed =
        !item.deleted && item.content instanceof Y.ContentEmbed ? parseEmbed(item.content.embed) : null;
      const begins = embed && 'value' in embed && (embed.kind !== 'table' || mayHoldTables) ? embed : null;
      if (begins) endBlock();
      if (!item.deleted && item.content instanceof Y.ContentString) {
        this.#letters(item.content.str, { text, index, blockId: block });
        for (const chip of chips) this.offsets.set(chip.item, this.text.length - item.length);
        chips = [];
        hasLetters = true;
      }
      this.offsets.set(item, this.text.length - (this.#isLetters(item) ? item.length : 0));
      if (embed?.kind === 'chip' && !hasLetters) chips.push({ item, index });
      if (begins) {
        this.#isApart = true;
        block = around ?? (begins.kind === 'block' ? begins.id : null);
        if (begins.kind === 'figure' || begins.kind === 'table') this.#parts(begins, around);
      }
      if (!item.deleted && item.countable) index += item.length;
    }
    endBlock();
  }

  /** Collects the caption of a figure, or the cells of a table. */
  #parts(embed: BlockEmbed, around: string | null): void {
    if (wasShown(this.#shown, embed)) return;
    if (embed.kind === 'figure')
      this.collect(findText(this.#doc, captionRoot(embed.id)), around ?? embed.id, false);
    else this.#table(embed.id);
    this.#isApart = true;
  }

  readonly #isLetters = (item: Y.Item): boolean => !item.deleted && item.content instanceof Y.ContentString;

  #letters(letters: string, place: Pick<LetterRun, 'text' | 'index' | 'blockId'>): void {
    if (this.#isApart && this.text !== '') this.text += '\n';
    const last = this.#isApart ? undefined : this.runs.at(-1);
    const [start, { length }] = [this.text.length, letters];
    if (last?.text === place.text && last.index + last.length === place.index)
      this.runs[this.runs.length - 1] = { ...last, length: last.length + length };
    else this.runs.push({ ...place, start, length });
    this.text += letters;
    this.#isApart = false;
  }

  #table(table: string): void {
    this.#lines ??= readLines(this.#map);
    const { rows } = readTable(sourceOf(this.#doc), table, this.#lines(table), () => []);
    for (const { id, cells } of rows)
      for (const { column } of cells)
        this.collect(findText(this.#doc, cellRoot(table, id, column)), table, false);
  }
}
