/** Defines the open editor of one passage, and what it is opened with. */
import type { Editor } from '@tiptap/core';
import type { Locale } from '#base/locale.ts';
import type { BlockPair } from '#document/pair-links.ts';
import type { LeftOver } from '#document/sequence/left-over.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import type { SuggestedChange } from '#rules/suggestions/suggestion.ts';
import type { ContentNode } from '#base/content.ts';
import type { Person } from '#lib/collab/presence.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import type { DuplicateRestores, RestoredCopy } from './binding/duplicate-restores.ts';
import type { BlockCopy, DuplicateBlock } from './binding/duplicate-blocks.ts';
import type { EditorDialogs } from './block-menu.ts';
import type { CaretPlace } from './caret-place.ts';
import type { EditorFind } from './find/editor-find.ts';
import type { LevelChipBoard } from './level-chip-board.ts';
import type { Pasted } from './paste/clipboard.ts';
import type { SlashOptions } from './slash.ts';
import type { ShownInEditor } from './suggestions/suggestion-decorations.ts';
import type { TextComments } from './text-comments.ts';

export interface EditorTools {
  readonly element: HTMLElement;
  readonly session: DocumentSession;
  readonly section: string;
  readonly language: Locale;
  readonly label: () => string;
  readonly placeholder: string;
  readonly handleLabel: () => string;
  readonly columnLabel: () => string;
  readonly dialogs: EditorDialogs;
  readonly slash: SlashOptions;
  readonly nameOf: (person: Person) => string;
  readonly initialsOf: (name: string) => string;
  readonly footnoteLabel: (text: string) => string;
  readonly levelChips: LevelChipBoard;
  readonly onpick: (threadId: string) => void;
  readonly onpicksuggestion: (id: string) => void;
  readonly pasted: (what: Pasted) => void;
  readonly onChange: () => void;
}

export interface OpenEditor {
  readonly editor: Editor;
  readonly find: EditorFind;
  /** Shows the labels again, after the language of the interface has been switched. */
  relabel(): void;
  /** Replaces the text's content, as one undo step. */
  write(nodes: readonly ContentNode[]): void;
  /** Appends words that were left over from something deleted to the text, as one undo step. */
  insertLeftOver(parts: readonly LeftOver[]): void;
  /** Deletes them as they were shown, as one undo step; returns false where more was written in them since. */
  discardLeftOver(parts: readonly LeftOver[]): boolean;
  /** Tells of words that an undo here and one of a colleague both restored. */
  watchRestored(onChange: (copies: readonly RestoredCopy[]) => void): DuplicateRestores;
  /** Deletes the copies that were restored here, as one undo step. */
  removeCopies(restored: DuplicateRestores): void;
  /** Tells of blocks that stand twice and differ; returns what ends that. */
  watchDuplicates(onChange: (found: readonly DuplicateBlock[]) => void): () => void;
  /** Returns false where it is not shown. */
  selectCopy(copy: BlockCopy): boolean;
  /** Deletes a copy of a block, as one undo step. */
  removeCopy(copy: BlockCopy): void;
  /** Makes a copy of a block a block of its own, as one undo step. */
  keepCopy(copy: BlockCopy): void;
  /** Makes pairs of blocks of both languages, as one undo step. */
  linkPairs(pairs: readonly BlockPair[]): void;
  /** Takes the partners of blocks away, as one undo step. */
  unlinkBlocks(ids: readonly string[]): void;
  /**
   * Begins the counterpart of a unit of the other text, as one undo step, and sets the caret in it; returns its id, or
   * null where there can be none. One that was begun before and holds nothing gets the caret.
   */
  insertCounterpart(other: Editor, statuses: readonly PairStatus[], key: string): string | null;
  showComments(shown: Pick<TextComments, 'threads' | 'active'>): void;
  showSuggestions(read: () => ShownInEditor): void;
  /**
   * Makes the change that somebody suggested, as one undo step; returns false where it has no place any more. Undo
   * and redo of it are told.
   */
  acceptSuggestion(change: SuggestedChange, onRestored: (isAccepted: boolean) => void): boolean;
  /**
   * Takes the acceptance back that was the last act in this text, and sets the caret in it; returns false where
   * something was written since.
   */
  undoAccepted(): boolean;
  /** Returns the id of the outer block at the caret; null for one that has none. */
  blockAtCaret(): string | null;
  /** Sets the caret at the beginning of an outer block, without scrolling; returns false where there is none of this id. */
  setCaretIn(id: string): boolean;
  /** Returns where the caret is, if it is in this text. */
  caret(): CaretPlace | null;
  setCaret(place: CaretPlace): void;
  /** True once the caret has been in this text. */
  hasHadFocus(): boolean;
  close(): void;
}
