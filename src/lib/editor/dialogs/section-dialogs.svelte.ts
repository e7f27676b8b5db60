/** Holds which dialog of a section is open, and offers the acts of its menus and keys that its reader may do. */
import type { LevelChips } from '#domain/level-chip.ts';
import type { EditorDialogs } from '../block-menu.ts';

export type DialogName = 'link' | 'figure' | 'footnote' | 'levelChip' | 'goal' | 'fact' | 'source' | 'keys';

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
  readonly #levelChip = (pos: number | null): void => this.#show('levelChip', pos);
  readonly #goal = (pos: number | null): void => this.#show('goal', pos);
  readonly #fact = (pos: number | null): void => this.#show('fact', pos);
  readonly #source = (pos: number | null): void => this.#show('source', pos);

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
  get levelChip(): EditorDialogs['levelChip'] {
    return this.named ? this.#levelChip : null;
  }
  get goal(): EditorDialogs['goal'] {
    return this.named && this.named.names.goals.length > 0 ? this.#goal : null;
  }
  get fact(): EditorDialogs['fact'] {
    return this.named?.facts && this.named.facts.length > 0 ? this.#fact : null;
  }
  get source(): EditorDialogs['source'] {
    return this.named?.answerPrints && this.named.names.questions?.length ? this.#source : null;
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
