/**
 * Reads blocks from the items of a text, from any marker on. What it reads is what the pure reading of the
 * document says (document/sequence/read); it only has to read no more than what changed.
 */
import { Fragment, type Mark, type Node, type Schema } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { parseEmbed, type ParsedEmbed } from '#document/sequence/embeds.ts';
import { marksOf, withFormat, type Formats } from './formats.ts';
import type { BlockRecord, Run } from './record.ts';

/** Says what a text may hold: blocks, blocks without tables, inline content, or letters only. */
export type Shape = 'passage' | 'cell' | 'caption' | 'note';

type BlockEmbed = Extract<ParsedEmbed, { readonly value: unknown }>;
export type AtomEmbed = BlockEmbed & { readonly kind: 'rule' | 'figure' | 'table' };

/** Provides what a block needs beyond its text: its attributes, and the passages that it holds. */
export interface BlockSource {
  readonly schema: Schema;
  blockAttributes(id: string, birth: BlockEmbed['value']): Record<string, unknown>;
  atomNode(embed: AtomEmbed): Node;
  noteNode(id: string): Node;
  /** Records which item shows a note, figure or table; false if another one shows it already. */
  show(key: string, item: Y.Item): boolean;
}

export interface Start {
  readonly item: Y.Item | null;
  readonly formats: Formats;
  readonly after: Y.Item | null;
}

export interface ReadBlocks {
  readonly records: BlockRecord[];
  readonly hides: boolean;
}

interface OpenBlock {
  readonly head: Y.Item | null;
  readonly embed: BlockEmbed | null;
  readonly formats: Formats;
  readonly hiddenBefore: number;
}

export class BlockReader {
  readonly #shape: Shape;
  readonly #around: BlockSource;
  readonly #records: BlockRecord[] = [];
  #formats: Formats;
  #after: Y.Item | null;
  #open: OpenBlock;
  #hiddenBefore = 0;
  #nodes: Node[] = [];
  #letters = '';
  #lettersMarks: readonly Mark[] = [];
  #runs: Run[] = [];
  #hidden: number[] = [];
  #shownLength = 0;
  #hides = false;

  constructor(shape: Shape, around: BlockSource, start: Start) {
    this.#shape = shape;
    this.#around = around;
    this.#formats = start.formats;
    this.#after = start.after;
    this.#open = { head: null, embed: null, formats: start.formats, hiddenBefore: 0 };
  }

  /** Reads to the end, or to the first item at which `stops` says so. */
  read(first: Y.Item | null, stops: (item: Y.Item, formats: Formats) => boolean): ReadBlocks {
    for (let item = first; item !== null; item = item.right) {
      if (item.deleted) continue;
      const { content } = item;
      if (content instanceof Y.ContentFormat) {
        this.#formats = withFormat(this.#formats, content.key, content.value);
      } else if (content instanceof Y.ContentString) this.#addLetters(item, content.str);
      else if (item.countable) {
        if (content instanceof Y.ContentEmbed && stops(item, this.#formats)) break;
        this.#addEmbed(item, content instanceof Y.ContentEmbed ? parseEmbed(content.embed) : null);
      }
    }
    this.#close();
    return { records: this.#records, hides: this.#hides };
  }

  #addLetters(item: Y.Item, text: string): void {
    const marks = this.#shape === 'note' ? [] : marksOf(this.#around.schema, this.#formats);
    this.#addRun(item);
    if (this.#shape === 'note') return this.#addText(text, marks);
    text.split('\n').forEach((line, index) => {
      if (index > 0) this.#addNode(this.#around.schema.nodes['hardBreak']?.create(null, null, marks));
      this.#addText(line, marks);
    });
  }

  #addText(text: string, marks: readonly Mark[]): void {
    if (text === '') return;
    if (this.#letters !== '' && !sameMarks(this.#lettersMarks, marks)) this.#flush();
    this.#letters += text;
    this.#lettersMarks = marks;
  }

  #flush(): void {
    if (this.#letters !== '') this.#nodes.push(this.#around.schema.text(this.#letters, this.#lettersMarks));
    this.#letters = '';
  }

  #addNode(node: Node | undefined): void {
    if (!node) throw new Error('The schema lacks a node of the text.');
    this.#flush();
    this.#nodes.push(node);
  }

  #addRun({ id: { client, clock }, length }: Y.Item): void {
    this.#shownLength += length;
    const last = this.#runs.at(-1);
    if (last?.client === client && last.clock + last.length === clock)
      this.#runs[this.#runs.length - 1] = { ...last, length: last.length + length };
    else this.#runs.push({ client, clock, length });
  }

  #addEmbed(item: Y.Item, embed: ParsedEmbed | null): void {
    const holdsBlocks = this.#shape === 'passage' || this.#shape === 'cell';
    if (embed?.kind === 'block' && holdsBlocks) {
      this.#begin(item, embed);
    } else if (
      embed &&
      isAtom(embed) &&
      holdsBlocks &&
      (embed.kind !== 'table' || this.#shape === 'passage')
    ) {
      this.#addAtom(item, embed);
    } else if (this.#shape === 'note') this.#hide(item.length);
    else if (embed?.kind === 'note' && !this.#around.show(`note ${embed.id}`, item)) this.#hide(item.length);
    else {
      this.#addRun(item);
      this.#addNode(this.#inlineNode(embed, item.length));
    }
  }

  #hide(length: number): void {
    this.#hides = true;
    for (let i = 0; i < length; i++) this.#hidden.push(this.#shownLength);
  }

  #inlineNode(embed: ParsedEmbed | null, length: number): Node | undefined {
    const { nodes } = this.#around.schema;
    const marks = marksOf(this.#around.schema, this.#formats);
    if (embed?.kind === 'note') return this.#around.noteNode(embed.id).mark(marks);
    if (embed?.kind === 'chip') return nodes[embed.type]?.create(embed.attrs, null, marks);
    return nodes['unknown']?.create({ length }, null, marks);
  }

  #begin(item: Y.Item, embed: BlockEmbed): void {
    this.#close();
    this.#open = { head: item, embed, formats: this.#formats, hiddenBefore: this.#takeHidden() };
    this.#after = item;
  }

  #addAtom(item: Y.Item, embed: AtomEmbed): void {
    this.#close();
    if (embed.kind !== 'rule' && !this.#around.show(`${embed.kind} ${embed.id}`, item)) {
      this.#hides = true;
      this.#hiddenBefore += 1;
    } else {
      this.#records.push({
        head: item,
        after: this.#after,
        formats: this.#formats,
        hiddenBefore: this.#takeHidden(),
        length: 1,
        runs: [],
        hidden: [],
        node: this.#around.atomNode(embed)
      });
    }
    this.#after = item;
    this.#open = { head: null, embed: null, formats: this.#formats, hiddenBefore: this.#takeHidden() };
  }

  #takeHidden(): number {
    const hidden = this.#hiddenBefore;
    this.#hiddenBefore = 0;
    return hidden;
  }

  #close(): void {
    this.#flush();
    const { head, embed, formats, hiddenBefore } = this.#open;
    if (embed || this.#nodes.length > 0 || this.#shape === 'caption' || this.#shape === 'note') {
      const attributes = embed
        ? { id: embed.id, ...this.#around.blockAttributes(embed.id, embed.value) }
        : null;
      const node = this.#around.schema.nodes['block']?.create(attributes, Fragment.fromArray(this.#nodes));
      if (!node) throw new Error('The schema lacks blocks.');
      this.#records.push({
        head,
        after: embed ? null : this.#after,
        formats,
        hiddenBefore,
        length: (head ? 1 : 0) + this.#shownLength + this.#hidden.length,
        runs: this.#runs,
        hidden: this.#hidden,
        node
      });
    } else this.#hiddenBefore += hiddenBefore + this.#hidden.length;
    this.#nodes = [];
    this.#runs = [];
    this.#hidden = [];
    this.#shownLength = 0;
    this.#open = { head: null, embed: null, formats: this.#formats, hiddenBefore: 0 };
  }
}

const isAtom = (embed: ParsedEmbed): embed is AtomEmbed =>
  embed.kind === 'rule' || embed.kind === 'figure' || embed.kind === 'table';

const sameMarks = (a: readonly Mark[], b: readonly Mark[]): boolean =>
  a === b || (a.length === b.length && a.every((mark, index) => mark.eq(b[index] as Mark)));
