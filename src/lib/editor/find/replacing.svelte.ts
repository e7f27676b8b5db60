/** Replaces what the bar for finding words has found, and takes that back. */
import type { Locale } from '#base/locale.ts';
import { numberFormat } from '#lib/i18n/formats.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { OpenEditor } from '../passage-editor.ts';
import type { FindTarget, Replaced } from './find-target.ts';

/** Holds what the bar has found, read anew whenever it is asked, and what it does itself. */
interface Found {
  readonly open: Readonly<Record<Locale, OpenEditor | null>>;
  /** The languages in which words are sought, in the order of their texts. */
  readonly languages: readonly Locale[];
  readonly targets: readonly { readonly language: Locale; readonly target: FindTarget }[];
  readonly canReplace: boolean;
  /** The number of matches in all texts. */
  readonly total: number;
  /** The language of the text that holds the match at which the reader is; null for none. */
  readonly where: Locale | null;
  /** Is true where a text holds more matches than are counted. */
  readonly isCut: boolean;
  readonly goTo: (wanted: number) => void;
  readonly goToFirst: () => void;
  readonly step: (by: 1 | -1) => void;
  /** Called when the matches of a text may be others. */
  readonly changed: () => void;
  /** Sets the caret into the field for the words that are sought. */
  readonly focus: () => void;
}

const number = (count: number): string => numberFormat(locale()).format(count);

export class Replacing {
  /** Holds the words that are written in place of those that were found. */
  words = $state('');
  notice = $state('');
  /** Holds the texts of each replacement since words were last typed in the bar, the last replacement at the end. */
  #done = $state.raw<readonly (readonly OpenEditor[])[]>([]);
  readonly #found: () => Found;

  constructor(found: () => Found) {
    this.#found = found;
  }

  get canTakeBack(): boolean {
    return this.#done.length > 0;
  }

  one(): void {
    const { where, open, canReplace, step, changed } = this.#found();
    const editor = where && open[where];
    this.notice = '';
    if (!canReplace) return;
    if (!where) {
      step(1);
      return;
    }
    if (!editor) return;
    const replaced = editor.find.replace('current', this.words);
    if (replaced === 'not-now' || 'excess' in replaced) {
      this.#sayRefused(replaced);
      return;
    }
    this.#sayReplaced([editor], replaced.count);
    if (editor.find.current < 0) this.#goOnBehind(where);
    else changed();
  }

  all(): void {
    const { open, languages, canReplace, total, isCut, changed } = this.#found();
    if (!canReplace || total === 0) return;
    let count = 0;
    const editors: OpenEditor[] = [];
    for (const language of languages) {
      const editor = open[language];
      if (!editor || editor.find.count === 0) continue;
      const replaced = editor.find.replace('all', this.words);
      if (replaced === 'not-now' || 'excess' in replaced) {
        if (editors.length > 0) this.#done = [...this.#done, editors];
        this.#sayRefused(replaced);
        return;
      }
      count += replaced.count;
      editors.push(editor);
    }
    this.#sayReplaced(editors, count);
    if (isCut) {
      const all = { total: number(count) };
      this.notice = this.words === '' ? m.find_deleted_more(all) : m.find_replaced_more(all);
    }
    changed();
  }

  /** The button for it is gone after the first one. */
  takeBack(): void {
    const { targets, goToFirst, changed, focus } = this.#found();
    const undone = (this.#done.at(-1) ?? []).map((editor) => editor.find.takeBack());
    const areUndone = undone.every(Boolean);
    this.notice = areUndone ? m.find_undone() : m.find_not_undone();
    this.#done = areUndone ? this.#done.slice(0, -1) : [];
    if (targets.every(({ target }) => target.current < 0)) goToFirst();
    changed();
    focus();
  }

  /** Ends that a replacement was the last act: the keys for undoing act on the field again. */
  typed(): void {
    this.notice = '';
    this.#done = [];
  }

  /** Goes to the next text after the last match of one was replaced. */
  #goOnBehind(language: Locale): void {
    const { targets, goTo, changed } = this.#found();
    const end = targets.findIndex((one) => one.language === language) + 1;
    const before = targets.slice(0, end).reduce((sum, { target }) => sum + target.count, 0);
    const total = targets.reduce((sum, { target }) => sum + target.count, 0);
    if (total > 0) goTo(before % total);
    else changed();
  }

  #sayReplaced(changed: readonly OpenEditor[], count: number): void {
    this.#done = [...this.#done, changed];
    this.notice = this.words === '' ? m.find_deleted({ count }) : m.find_replaced({ count });
  }

  #sayRefused(refused: Exclude<Replaced, { readonly count: number }>): void {
    this.notice =
      refused === 'not-now'
        ? m.find_not_now()
        : m.find_no_room({ size: number(refused.excess.size), room: number(refused.excess.room) });
  }
}
