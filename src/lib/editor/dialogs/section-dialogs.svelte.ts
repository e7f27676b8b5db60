/** Holds which dialog of a section is open, and offers the acts of its menus and keys that its reader may do. */
import type { ChipType } from '#base/chips/chips.ts';
import { chipLabels } from '#document/nodes/shown.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import type { EditorDialogs } from '../block-menu.ts';

export type DialogName = 'link' | 'figure' | 'footnote' | 'keys' | ChipType;

/** Holds what the section does itself, and what its texts may name, read anew whenever it is asked. */
export interface SectionActs extends Pick<EditorDialogs, 'comment' | 'find' | 'saved' | 'toolbar'> {
  readonly cite: (() => void) | null;
  readonly code: (() => void) | null;
  /** Holds the levels, goals, figures and questions that can be named; null where the texts name none. */
  readonly named: LevelChips | null;
}

export class SectionDialogs implements EditorDialogs {
  open = $state<DialogName | null>(null);
  /** Says where the node is that the dialog changes; null for a new one at the caret. */
  pos = $state<number | null>(null);
  /** Holds an image that was pasted or dropped. */
  file = $state.raw<File | null>(null);
  readonly #acts: () => SectionActs;

  readonly link = (): void => this.#show('link');
  readonly footnote = (pos: number | null): void => this.#show('footnote', pos);
  readonly keys = (): void => this.#show('keys');
  readonly comment = (): void => this.#acts().comment();
  readonly find = (replaces: boolean): void => this.#acts().find(replaces);
  readonly saved = (): void => this.#acts().saved();
  readonly toolbar = (): void => this.#acts().toolbar();

  constructor(acts: () => SectionActs) {
    this.#acts = acts;
  }

  readonly figure = (file?: File): void => {
    this.file = file ?? null;
    this.#show('figure');
  };

  get named(): LevelChips | null {
    return this.#acts().named;
  }
  chip(type: ChipType): ReturnType<EditorDialogs['chip']> {
    const { named } = this;
    if (!named || !chipLabels[type].isOffered(named)) return null;
    return (pos) => this.#show(type, pos);
  }
  get cite(): (() => void) | null {
    return this.#acts().cite;
  }
  get code(): (() => void) | null {
    return this.#acts().code;
  }

  #show(dialog: DialogName, pos: number | null = null): void {
    this.pos = pos;
    this.open = dialog;
  }
}
