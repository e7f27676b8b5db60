/**
 * Lists what the slash menu and the toolbar offer; each entry is found by its English name, its Chinese name,
 * pinyin and pinyin initials.
 */
import type { Editor } from '@tiptap/core';
import type { ChoiceLabels, Names } from '#document/nodes/chip-labels.ts';
import { kindLabels, otherBlockLabels, type OtherBlock } from '#document/nodes/labels.ts';
import { chipTypes, isChipType, type ChipType } from '#base/chips/chips.ts';
import { chipLabels } from '#document/nodes/shown.ts';
import { blockKinds, type BlockKind } from '#base/blocks/text-kinds.ts';
import { m } from '#lib/paraglide/messages.js';
import { newId } from './binding/ids.ts';
import { perform } from './block-keys.ts';
import { blocksIn, placeOf } from './commands/chosen-blocks.ts';
import { insertAtom } from './commands/edit-blocks.ts';
import { isInList, isQuoted, setKind, setPlain, toggleList, toggleQuote } from './commands/set-blocks.ts';
import { newTable } from './tables/new-table.ts';

type OtherChoice = OtherBlock | 'footnote';
export type BlockChoice = BlockKind | OtherChoice | ChipType;

/** Lists all that is no kind of a block of words. */
export const otherChoices: readonly (OtherChoice | ChipType)[] = [
  'bulletList',
  'orderedList',
  'blockquote',
  'table',
  'figure',
  'footnote',
  ...chipTypes,
  'horizontalRule'
];

export const blockChoices: readonly BlockChoice[] = [...blockKinds, ...otherChoices];

const labels: Readonly<Record<BlockChoice, ChoiceLabels>> = {
  ...kindLabels,
  ...otherBlockLabels,
  footnote: {
    names: { en: 'Footnote', zh: '脚注', pinyin: 'jiao zhu', also: ['note', '注释', 'zhu shi'] },
    label: m.editor_footnote
  },
  ...chipLabels
};

/** In both languages, whatever language the page is in. */
export const namesOf = (choice: BlockChoice): Names => labels[choice].names;

/** In the reader's language. */
export const labelOf = (choice: BlockChoice): string => labels[choice].label();

/** Checks whether a text is the beginning of a name that holds spaces, and has come to one: so it is still being typed. */
export function isNameBegun(text: string): boolean {
  const typed = text.toLowerCase().normalize('NFKC');
  return (
    /\S\s/.test(typed) && blockChoices.some((choice) => namesOf(choice).en.toLowerCase().startsWith(typed))
  );
}

const folded = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\s'’·-]/g, '');

export const isOffered = (choice: BlockChoice, dialogs: EditorDialogs): boolean =>
  !isChipType(choice) || dialogs.chip(choice) !== null;

/**
 * Finds the choices whose name begins with what was typed, then those of which a further term does, then those that
 * contain it; input methods may put marks between syllables.
 */
export function findBlocks(query: string): BlockChoice[] {
  const wanted = folded(query);
  if (wanted === '') return [...blockChoices];
  const rank = (choice: BlockChoice): number => {
    const { en, zh, pinyin, also } = namesOf(choice);
    const initials = pinyin
      .split(' ')
      .map((syllable) => syllable.charAt(0))
      .join('');
    const own = [en, zh, pinyin].map(folded);
    const further = also.map(folded);
    if (own.some((term) => term.startsWith(wanted)) || initials.startsWith(wanted)) return 0;
    if (further.some((term) => term.startsWith(wanted))) return 1;
    return [...own, ...further].some((term) => term.includes(wanted)) ? 2 : 3;
  };
  return blockChoices
    .map((choice) => ({ choice, rank: rank(choice) }))
    .filter((found) => found.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map((found) => found.choice);
}

/** Describes the dialogs that some commands need first. */
export interface EditorDialogs {
  /** Comments on the selected text. */
  readonly comment: () => void;
  readonly link: () => void;
  readonly figure: (file?: File) => void;
  /** Null for a new one at the caret. */
  readonly footnote: (pos: number | null) => void;
  /**
   * Returns what opens the dialog of a chip, at its position, or with null for a new one at the caret; null where
   * there is nothing that it could name.
   */
  readonly chip: (type: ChipType) => ((pos: number | null) => void) | null;
  /** Cites the selected words in a good practice, a trend or a challenge; missing for a reader who may not. */
  readonly cite?: (() => void) | null;
  /** Tags the selected words with a code; null where the reader tags nothing. */
  readonly code?: (() => void) | null;
  readonly keys: () => void;
  /** Opens the bar for finding words, or for replacing them as well. */
  readonly find: (replaces: boolean) => void;
  readonly saved: () => void;
  readonly toolbar: () => void;
}

const acts: Readonly<Record<OtherChoice, (editor: Editor, dialogs: EditorDialogs) => unknown>> = {
  bulletList: (editor) => perform(editor, toggleList('bullet')),
  orderedList: (editor) => perform(editor, toggleList('ordered')),
  blockquote: (editor) => perform(editor, toggleQuote),
  table: (editor) =>
    perform(
      editor,
      insertAtom((place) => newTable(editor.schema, place, { rows: 3, columns: 3 }))
    ),
  figure: (_, dialogs) => dialogs.figure(),
  footnote: (_, dialogs) => dialogs.footnote(null),
  horizontalRule: (editor) =>
    perform(
      editor,
      insertAtom((place) => editor.schema.node('rule', { ...place, id: newId() }))
    )
};

const isBlockKind = (choice: BlockChoice): choice is BlockKind => Object.hasOwn(kindLabels, choice);

export function chooseBlock(editor: Editor, choice: BlockChoice, dialogs: EditorDialogs): void {
  editor.commands.focus();
  if (isChipType(choice)) dialogs.chip(choice)?.(null);
  else if (isBlockKind(choice)) perform(editor, choice === 'paragraph' ? setPlain : setKind(choice));
  else acts[choice](editor, dialogs);
}

/** Checks whether all chosen blocks are of the kind; paragraphs in lists and quotes are not plain ones. */
function isOfKind({ state }: Editor, kind: BlockKind): boolean {
  const places = blocksIn(state).map(({ node }) => placeOf(node));
  return (
    places.length > 0 &&
    places.every((place) => place.kind === kind) &&
    (kind !== 'paragraph' || places.every(({ indent, quote }) => indent === 0 && quote === 0))
  );
}

const actives: Readonly<Partial<Record<OtherChoice, (editor: Editor) => boolean>>> = {
  bulletList: ({ state }) => isInList(state, 'bullet'),
  orderedList: ({ state }) => isInList(state, 'ordered'),
  blockquote: ({ state }) => isQuoted(state),
  table: (editor) => editor.isActive('table'),
  figure: (editor) => editor.isActive('figure')
};

export function isActive(editor: Editor, choice: BlockChoice): boolean {
  if (isChipType(choice)) return false;
  return isBlockKind(choice) ? isOfKind(editor, choice) : (actives[choice]?.(editor) ?? false);
}
