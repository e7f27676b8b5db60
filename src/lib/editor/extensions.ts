/**
 * Defines the Tiptap extensions that make up the schema; a test checks that they equal `document/richtext`.
 * Loading this needs no DOM.
 */
import type { Extensions } from '@tiptap/core';
import { TableKit } from '@tiptap/extension-table';
import { StarterKit } from '@tiptap/starter-kit';
import { BlockIdentity } from './block-identity.ts';
import type { ChipOptions } from './chips.ts';
import { GoalChip } from './goal-node.ts';
import { LevelChip } from './level-chip-node.ts';
import { Figure, Footnote, Heading, Link, TableCell, TableHeader } from './own-nodes.ts';

export interface TextOptions {
  readonly newId: () => string;
  readonly editFootnote: (pos: number) => void;
  readonly footnoteLabel: (text: string) => string;
  readonly levelChip?: ChipOptions;
  readonly goal?: ChipOptions;
}

export const textExtensions = ({
  newId,
  editFootnote,
  footnoteLabel,
  levelChip,
  goal
}: TextOptions): Extensions => [
  // Yjs manages the history, since only one's own changes may be undone.
  StarterKit.configure({
    heading: false,
    link: false,
    codeBlock: false,
    undoRedo: false,
    trailingNode: false
  }),
  Heading,
  TableKit.configure({
    table: { resizable: false, renderWrapper: true },
    tableCell: false,
    tableHeader: false
  }),
  TableHeader,
  TableCell,
  Figure,
  Footnote.configure({ edit: editFootnote, label: footnoteLabel }),
  LevelChip.configure(levelChip ?? {}),
  GoalChip.configure(goal ?? {}),
  Link,
  BlockIdentity.configure({ newId })
];
