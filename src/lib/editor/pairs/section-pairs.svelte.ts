/**
 * Holds what a section's page knows and does about its pairs: their states, where they stand, which one the reader is
 * at, and the acts of pairing. Each act is one transaction and one undo step of the text that had the caret last.
 */
import { untrack } from 'svelte';
import { locales, otherLocale, type Locale } from '#base/locale.ts';
import { isLinkable, type Unit } from '#rules/pairs/units.ts';
import { languageToDo, noPairFacts, type PairFacts, type PairStatus } from '#rules/pairs/pair-states.ts';
import { nextToDo } from '#rules/pairs/pair-counts.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import type { OpenEditor } from '../passage-editor.ts';
import { hintOf } from '../shortcuts.ts';
import { ColumnLeveller, type LevelledColumns } from './column-leveller.ts';
import { LivePairs } from './live-pairs.svelte.ts';
import { shortStateOf } from './pair-labels.ts';
import { findUnitAtGap } from './counterpart-gap.ts';
import { findBlock, showBlock } from './show-block.ts';

const isOfText = ({ kind }: Unit): boolean => kind !== 'table' && kind !== 'figure';

type BothEditors = Readonly<Record<Locale, OpenEditor | null>>;

/** Holds what the section knows of its texts, read anew whenever it is asked. */
export interface SectionTexts {
  readonly session: DocumentSession | null;
  readonly section: string;
  readonly open: BothEditors;
  /** The texts are written: their editors are open, or will be in a moment. */
  readonly editing: boolean;
  /** The language of the text that had the caret last. */
  readonly active: Locale;
  readonly facts: PairFacts | null;
  /** Shows a language where there is room for one only. */
  readonly show: (language: Locale) => void;
  /** Goes to the next section that holds something to do, and returns false where there is none; null where the text has one section. */
  readonly goOn: (() => boolean) | null;
}

export interface UnitOfText {
  readonly language: Locale;
  readonly unit: Unit;
}

export type PairDialog =
  | { readonly kind: 'card'; readonly key: string }
  | { readonly kind: 'chooser'; readonly of: UnitOfText }
  | { readonly kind: 'proposal' };

export class SectionPairs {
  readonly live: LivePairs;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made here, read, and never changed
  levelled = $state.raw<LevelledColumns>({ tops: new Map(), isWide: false });
  dialog = $state.raw<PairDialog | null>(null);
  /** Holds what screen readers are told of the last act. */
  heard = $state('');
  /** Names the pair that the reader was at last, by its key. */
  at = $state.raw<string | null>(null);
  readonly #texts: () => SectionTexts;
  #leveller = $state.raw<ColumnLeveller | null>(null);
  #counterpartOfCaret: readonly string[] = [];
  /** Names the pair to which the caret is on its way: it is set with the next frame. */
  #goingTo: string | null = null;
  #arrivedAt = '';
  #seenAt = '';

  constructor(texts: () => SectionTexts) {
    this.#texts = texts;
    this.live = new LivePairs(() => texts().facts ?? noPairFacts);
  }

  get statuses(): readonly PairStatus[] {
    return this.live.statuses;
  }

  get isLive(): boolean {
    return this.live.isLive;
  }

  /** The reader can pair blocks: both texts are open for writing. */
  get mayPair(): boolean {
    const { open, session } = this.#texts();
    return open.en !== null && open.zh !== null && session?.mayWrite === true;
  }

  follow(): (() => void) | undefined {
    const { session, section } = this.#texts();
    return session?.hasText ? this.live.follow(session.network, section) : undefined;
  }

  /** Levels the columns in this element until the returned function is called. */
  level(root: HTMLElement): (() => void) | undefined {
    const { session } = this.#texts();
    if (!session?.hasText) return undefined;
    const { gate } = session;
    const leveller = new ColumnLeveller({
      root,
      isComposing: () => gate.isHolding || this.#isComposing(),
      onLevelled: (columns) => (this.levelled = columns)
    });
    this.#leveller = leveller;
    const stop = gate.onRelease(() => leveller.soon());
    return () => {
      stop();
      this.#leveller = null;
      leveller.close();
    };
  }

  showPartners(): void {
    this.#leveller?.show(this.live.partners);
  }

  levelSoon(): void {
    this.#leveller?.soon();
  }

  /** Marks blocks of the text by a background; with an empty list, the partner of the block at the caret alone. */
  emphasise(ids: readonly string[]): void {
    this.#leveller?.emphasise(ids.length > 0 ? ids : this.#counterpartOfCaret);
  }

  /** Shows in the other text which block is the partner of the one at the caret. */
  followCaret(): void {
    const { active } = this.#texts();
    const partner = this.#hasFocus() ? this.statusAtCaret()?.[otherLocale(active)]?.id : undefined;
    this.#counterpartOfCaret = partner === undefined ? [] : [partner];
    this.emphasise([]);
  }

  /** In the order of the text. */
  unitsIn(language: Locale): readonly Unit[] {
    return this.live.units[language];
  }

  statusOf(key: string | null): PairStatus | null {
    return this.statuses.find((status) => status.key === key) ?? null;
  }

  statusWith(id: string | null): PairStatus | null {
    if (id === null) return null;
    return this.statuses.find(({ en, zh }) => en?.id === id || zh?.id === id) ?? null;
  }

  /** Returns the pair at the caret of the text that had it last; null where nobody has set it yet. */
  statusAtCaret(): PairStatus | null {
    return this.#statusAtCaretOf(this.#texts().active);
  }

  /**
   * Lists the units of a language that have no partner and can have one. First come those where the partner of a unit
   * of the other language is expected: as far behind the nearest pair before it as that unit is.
   */
  unpaired(language: Locale, near: string): Unit[] {
    const own = this.unitsIn(otherLocale(language));
    const others = this.unitsIn(language);
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made here, read, and never changed
    const places = new Map(others.map(({ id }, index) => [id, index]));
    const firm = this.statuses.filter(({ link }) => link !== null && link !== 'proposed');
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made here, read, and never changed
    const taken = new Set(firm.map((status) => status[language]?.id));
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made here, read, and never changed
    const partners = new Map(
      firm.map((status) => [status[otherLocale(language)]?.id, status[language]?.id ?? ''])
    );
    const at = own.findIndex(({ id }) => id === near);
    const before = own.slice(0, Math.max(0, at)).findLastIndex(({ id }) => partners.has(id));
    const expected = before < 0 ? at : (places.get(partners.get(own[before]?.id) ?? '') ?? 0) + at - before;
    const distance = ({ id }: Unit): number => Math.abs((places.get(id) ?? 0) - expected);
    return others
      .filter((unit) => !taken.has(unit.id) && isLinkable(unit))
      .toSorted((one, other) => distance(one) - distance(other));
  }

  /**
   * Pairs the block at the caret with that at the caret of the other text, if neither has a partner; otherwise lets
   * the writer choose.
   */
  pairAtCaret(): void {
    const { active } = this.#texts();
    if (!this.mayPair) return;
    this.live.readNow();
    const status = this.statusAtCaret();
    const unit = status?.[active];
    if (!status || !unit || !isLinkable(unit)) {
      this.heard = m.pairing_no_block();
      return;
    }
    const other = otherLocale(active);
    const there = this.#statusAtCaretOf(other);
    const partner = there?.[other];
    if (status.link === null && there?.link === null && partner && isLinkable(partner))
      this.pair({ language: active, unit }, partner);
    else this.dialog = { kind: 'chooser', of: { language: active, unit } };
  }

  openAtCaret(): void {
    this.live.readNow();
    const status = this.statusAtCaret() ?? this.statusOf(this.at);
    if (status) this.dialog = { kind: 'card', key: status.key };
    else this.heard = m.pairing_no_block();
  }

  pair({ language, unit }: UnitOfText, partner: Unit): void {
    const [en, zh] = language === 'en' ? [unit, partner] : [partner, unit];
    this.#link([{ en, zh }]);
    this.at = null;
    this.heard = m.pairing_paired({ key: hintOf('Mod+Z') });
  }

  accept(pairs: readonly { readonly en: Unit; readonly zh: Unit }[]): void {
    this.#link(pairs);
    this.heard = m.pairing_accepted({ count: pairs.length, key: hintOf('Mod+Z') });
  }

  mayUnpair({ link }: PairStatus): boolean {
    return this.mayPair && link !== null && link !== 'recorded';
  }

  unpair(status: PairStatus): void {
    if (!this.mayUnpair(status)) return;
    const ids = [status.en?.id, status.zh?.id].filter((id) => id !== undefined);
    this.#editor()?.unlinkBlocks(ids);
    this.heard = m.pairing_unpaired({ key: hintOf('Mod+Z') });
  }

  /** Goes to the next pair that is to do: of this section behind where the reader is, else of the next section. */
  next(): void {
    this.live.readNow();
    const { goOn } = this.#texts();
    const atCaret = this.statusAtCaret()?.key ?? null;
    const from = this.#goingTo ?? (this.#hasFocus() ? atCaret : (this.at ?? atCaret));
    const found = nextToDo(this.statuses, from);
    const place = (key: string | null): number => this.statuses.findIndex((status) => status.key === key);
    const isBehind = found !== null && (from === null || place(found.key) > place(from));
    if (!isBehind && goOn?.() === true) return;
    if (found) this.goTo(found);
    else this.heard = m.pairing_nothing_to_do();
  }

  /**
   * Goes to the pair that the fragment of the page's address names (`#pair-` and the id of a block), once: as soon as
   * the pair is known and shown, and the editors are open where the texts are written. Until then, and without a
   * connection, the block is brought into sight in the text that is read.
   */
  arriveAt(fragment: string): void {
    const [, id] = /^#pair-([\w~.-]+)$/.exec(fragment) ?? [];
    if (id === undefined || fragment === this.#arrivedAt) return;
    const status = this.statusWith(id);
    if (status && this.#isShown(status)) {
      this.#arrivedAt = fragment;
      untrack(() => this.goTo(status));
    } else if (fragment !== this.#seenAt) untrack(() => this.#bringIntoSight(fragment, id));
  }

  #bringIntoSight(fragment: string, id: string): void {
    const { section, show } = this.#texts();
    const language = locales.find((one) => findBlock(section, one, id) !== null);
    if (!language) return;
    this.#seenAt = fragment;
    show(language);
    requestAnimationFrame(() => showBlock(section, language, id));
  }

  /** A paragraph, heading or item that has no counterpart can get one: tables and figures are copied by hand. */
  mayWriteCounterpart(status: PairStatus): boolean {
    const unit = status.en ?? status.zh;
    return this.mayPair && status.link === null && isLinkable(unit) && isOfText(unit);
  }

  /** Begins the counterpart of a unit that has none, in its place and paired with it, and sets the caret there. */
  writeCounterpart(status: PairStatus): boolean {
    if (!this.mayWriteCounterpart(status)) return false;
    const { open, show } = this.#texts();
    const source = status.en ? 'en' : 'zh';
    const language = otherLocale(source);
    const editor = open[source]?.editor;
    const id = editor && open[language]?.insertCounterpart(editor, this.statuses, status.key);
    if (id === undefined || id === null) return false;
    const unit = status[source];
    // A block that was parted names itself, and no other as long as nobody pairs it.
    if (unit && unit.counterpart !== null)
      open[language]?.linkPairs([source === 'en' ? { en: unit.id, zh: id } : { en: id, zh: unit.id }]);
    show(language);
    return true;
  }

  /** Begins a counterpart where a writer presses the pointer into the room next to a unit that has none. */
  press(event: MouseEvent): void {
    if (!this.levelled.isWide || event.button !== 0 || event.shiftKey || event.detail > 1) return;
    const status = findUnitAtGap(event, this.statuses);
    // A text without a word has no room between its blocks: it is begun where its caret is.
    if (!status || this.unitsIn(status.en ? 'zh' : 'en').length === 0) return;
    if (this.writeCounterpart(status)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /** Goes on with the next section behind the last. */
  nextCard(from: string): void {
    const found = nextToDo(this.statuses, from);
    this.at = from;
    this.dialog = found && found.key !== from ? { kind: 'card', key: found.key } : null;
    if (!this.dialog) this.next();
  }

  goTo(status: PairStatus): void {
    const { open, active, section, show } = this.#texts();
    const language = languageToDo(status) ?? active;
    const shown = status[language] ? language : otherLocale(language);
    this.at = status.key;
    show(shown);
    this.heard = shortStateOf(status);
    const id = status[shown]?.id;
    const editor = open[shown];
    this.#goingTo = status.key;
    requestAnimationFrame(() => {
      this.#goingTo = null;
      const isAtCaret = editor !== null && id !== undefined && editor.setCaretIn(id);
      const mark = document.querySelector<HTMLElement>(`[data-pair="${CSS.escape(status.key)}"]`);
      if (!isAtCaret) mark?.focus({ preventScroll: true });
      if (id !== undefined) showBlock(section, shown, id);
    });
  }

  #statusAtCaretOf(language: Locale): PairStatus | null {
    const editor = this.#texts().open[language];
    return editor?.hasHadFocus() === true ? this.statusWith(editor.blockAtCaret()) : null;
  }

  /** A pair is shown once its place is known, and the editors of both texts are open where they are written. */
  #isShown({ en, zh }: PairStatus): boolean {
    const { open, editing } = this.#texts();
    const { tops } = this.levelled;
    if (editing && (open.en === null || open.zh === null)) return false;
    return [en, zh].some((unit) => unit !== null && tops.has(unit.id));
  }

  #editor(): OpenEditor | null {
    const { open, active } = this.#texts();
    return open[active];
  }

  #hasFocus(): boolean {
    const { open, active } = this.#texts();
    return open[active]?.editor.isFocused === true;
  }

  #isComposing(): boolean {
    const { open } = this.#texts();
    return [open.en, open.zh].some((one) => one?.editor.view.composing === true);
  }

  #link(pairs: readonly { readonly en: Unit; readonly zh: Unit }[]): void {
    this.#editor()?.linkPairs(pairs.map(({ en, zh }) => ({ en: en.id, zh: zh.id })));
  }
}
