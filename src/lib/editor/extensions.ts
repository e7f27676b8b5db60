/**
 * Lists the Tiptap extensions that make up the schema of a passage; a test checks that they equal the flat
 * schema. Loading this needs no DOM.
 */
import type { Extensions } from '@tiptap/core';
import { Block, Figure, HardBreak, Rule } from './block-nodes.ts';
import { chipNodes } from './chip-nodes.ts';
import { noChipOptions, type ChipOptions } from './chips.ts';
import { flatNode } from './flat-nodes.ts';
import { Link, type LinkOptions } from './link-mark.ts';
import { flagMarkExtensions } from './marks.ts';
import { Note } from './note-node.ts';
import { Table, TableCell, TableRow } from './table-nodes.ts';

export interface TextOptions {
  readonly editFootnote: (pos: number) => void;
  readonly footnoteLabel: (text: string) => string;
  readonly chip?: ChipOptions;
  readonly link?: LinkOptions;
}

export const textExtensions = ({
  editFootnote,
  footnoteLabel,
  chip = noChipOptions(),
  link
}: TextOptions): Extensions => [
  Block,
  flatNode('doc'),
  flatNode('text'),
  Rule,
  Figure,
  Table,
  TableRow,
  TableCell,
  HardBreak,
  Note.configure({ edit: editFootnote, label: footnoteLabel }),
  ...chipNodes(chip),
  flatNode('unknown', { renderHTML: () => ['span', { class: 'unknown-content', 'data-unknown': '' }] }),
  Link.configure(link ?? {}),
  ...flagMarkExtensions
];
