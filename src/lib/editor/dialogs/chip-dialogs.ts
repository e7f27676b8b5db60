/** Lists the dialogs in which the writer chooses what a chip names, and the icons of the chips in menus. */
import BookMarked from '@lucide/svelte/icons/book-marked';
import Gauge from '@lucide/svelte/icons/gauge';
import Goal from '@lucide/svelte/icons/goal';
import Sigma from '@lucide/svelte/icons/sigma';
import type { Editor } from '@tiptap/core';
import type { Component } from 'svelte';
import type { ChipType } from '#base/chips/chips.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import FactDialog from './FactDialog.svelte';
import GoalDialog from './GoalDialog.svelte';
import LevelChipDialog from './LevelChipDialog.svelte';
import SourceDialog from './SourceDialog.svelte';

export interface ChipDialogProps {
  open: boolean;
  editor: Editor | null;
  /** Null for a new one at the caret. */
  pos: number | null;
  levelChips: LevelChips;
  /** The section of the text, whose characteristic is the likeliest. */
  section: string;
}

interface ChipDialog {
  readonly Dialog: Component<ChipDialogProps, object, 'open'>;
  readonly icon: typeof Goal;
}

export const chipDialogs: Readonly<Record<ChipType, ChipDialog>> = {
  grade: { Dialog: LevelChipDialog, icon: Gauge },
  goal: { Dialog: GoalDialog, icon: Goal },
  fact: { Dialog: FactDialog, icon: Sigma },
  source: { Dialog: SourceDialog, icon: BookMarked }
};
