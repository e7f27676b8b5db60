/**
 * Lists what the slash menu and the toolbar offer; each entry is found by its English name, its Chinese name,
 * pinyin and pinyin initials.
 */
import type { Editor } from '@tiptap/core';
import type { ChipLabels, Names } from '#document/nodes/chip-labels.ts';
import { chipTypes, isChipType, type ChipType } from '#base/chips/chips.ts';
import { chipLabels } from '#document/nodes/shown.ts';
import type { BlockKind } from '#document/sequence/shapes.ts';
import { m } from '#lib/paraglide/messages.js';
import { newId } from './binding/ids.ts';
import { perform } from './block-keys.ts';
import { blocksIn, placeOf } from './commands/chosen-blocks.ts';
import { insertAtom } from './commands/edit-blocks.ts';
import { isInList, isQuoted, setKind, setPlain, toggleList, toggleQuote } from './commands/set-blocks.ts';
import { newTable } from './tables/new-table.ts';

export const blockChoices = [
  'paragraph',
  'heading2',
  'heading3',
  'heading4',
  'heading5',
  'bulletList',
  'orderedList',
  'quote',
  'table',
  'figure',
  'footnote',
  ...chipTypes,
  'rule'
] as const;
export type BlockChoice = (typeof blockChoices)[number];

const ofChips = <Value>(of: (labels: ChipLabels) => Value): Readonly<Record<ChipType, Value>> =>
  Object.fromEntries(chipTypes.map((type) => [type, of(chipLabels[type])])) as Record<ChipType, Value>;

export const namesOf: Readonly<Record<BlockChoice, Names>> = {
  paragraph: { en: 'Text', zh: '正文', pinyin: 'zheng wen', also: ['paragraph', '段落', 'duan luo'] },
  heading2: {
    en: 'Heading 1',
    zh: '一级标题',
    pinyin: 'yi ji biao ti',
    also: ['h1', 'h2', '标题', 'biao ti']
  },
  heading3: {
    en: 'Heading 2',
    zh: '二级标题',
    pinyin: 'er ji biao ti',
    also: ['h2', 'h3', '标题', 'biao ti']
  },
  heading4: {
    en: 'Heading 3',
    zh: '三级标题',
    pinyin: 'san ji biao ti',
    also: ['h3', 'h4', '标题', 'biao ti']
  },
  heading5: {
    en: 'Heading 4',
    zh: '四级标题',
    pinyin: 'si ji biao ti',
    also: ['h4', 'h5', '标题', 'biao ti']
  },
  bulletList: {
    en: 'Bullet list',
    zh: '项目符号列表',
    pinyin: 'xiang mu fu hao lie biao',
    also: ['ul', 'unordered', '列表', 'lie biao']
  },
  orderedList: {
    en: 'Numbered list',
    zh: '编号列表',
    pinyin: 'bian hao lie biao',
    also: ['ol', 'ordered', '列表', 'lie biao']
  },
  quote: { en: 'Quote', zh: '引文', pinyin: 'yin wen', also: ['blockquote', '引用', 'yin yong'] },
  table: { en: 'Table', zh: '表格', pinyin: 'biao ge', also: ['grid'] },
  figure: { en: 'Image', zh: '图片', pinyin: 'tu pian', also: ['figure', 'picture', '图像', 'tu xiang'] },
  footnote: { en: 'Footnote', zh: '脚注', pinyin: 'jiao zhu', also: ['note', '注释', 'zhu shi'] },
  ...ofChips(({ names }) => names),
  rule: { en: 'Dividing line', zh: '分隔线', pinyin: 'fen ge xian', also: ['rule', 'hr', 'separator'] }
};

/** Checks whether a text is the beginning of a name that holds spaces, and has come to one: so it is still being typed. */
export function isNameBegun(text: string): boolean {
  const typed = text.toLowerCase().normalize('NFKC');
  return /\S\s/.test(typed) && Object.values(namesOf).some(({ en }) => en.toLowerCase().startsWith(typed));
}

/** In the reader's language. */
export const labelOf: Readonly<Record<BlockChoice, () => string>> = {
  paragraph: m.label_body_text,
  heading2: m.editor_heading_2,
  heading3: m.editor_heading_3,
  heading4: m.editor_heading_4,
  heading5: m.editor_heading_5,
  bulletList: m.editor_bullet_list,
  orderedList: m.editor_ordered_list,
  quote: m.editor_quote,
  table: m.editor_table,
  figure: m.editor_figure,
  footnote: m.editor_footnote,
  ...ofChips(({ label }) => label),
  rule: m.editor_rule
};

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
    const { en, zh, pinyin, also } = namesOf[choice];
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

const kinds = { heading2: 'h2', heading3: 'h3', heading4: 'h4', heading5: 'h5' } as const;

export function chooseBlock(editor: Editor, choice: BlockChoice, dialogs: EditorDialogs): void {
  const { schema } = editor;
  editor.commands.focus();
  if (isChipType(choice)) return dialogs.chip(choice)?.(null);
  switch (choice) {
    case 'paragraph':
      perform(editor, setPlain);
      return;
    case 'heading2':
    case 'heading3':
    case 'heading4':
    case 'heading5':
      perform(editor, setKind(kinds[choice]));
      return;
    case 'bulletList':
      perform(editor, toggleList('bullet'));
      return;
    case 'orderedList':
      perform(editor, toggleList('ordered'));
      return;
    case 'quote':
      perform(editor, toggleQuote);
      return;
    case 'table':
      perform(
        editor,
        insertAtom((place) => newTable(schema, place, { rows: 3, columns: 3 }))
      );
      return;
    case 'rule':
      perform(
        editor,
        insertAtom((place) => schema.node('rule', { ...place, id: newId() }))
      );
      return;
    case 'figure':
      return dialogs.figure();
    case 'footnote':
      return dialogs.footnote(null);
  }
}

const isKind =
  (kind: BlockKind) =>
  ({ state }: Editor): boolean => {
    const blocks = blocksIn(state);
    return blocks.length > 0 && blocks.every(({ node }) => placeOf(node).kind === kind);
  };

export const isActive: Readonly<Record<BlockChoice, (editor: Editor) => boolean>> = {
  paragraph: (editor) =>
    isKind('paragraph')(editor) &&
    blocksIn(editor.state).every(({ node }) => placeOf(node).indent === 0 && placeOf(node).quote === 0),
  heading2: isKind('h2'),
  heading3: isKind('h3'),
  heading4: isKind('h4'),
  heading5: isKind('h5'),
  bulletList: ({ state }) => isInList(state, 'bullet'),
  orderedList: ({ state }) => isInList(state, 'ordered'),
  quote: ({ state }) => isQuoted(state),
  table: (editor) => editor.isActive('table'),
  figure: (editor) => editor.isActive('figure'),
  footnote: () => false,
  ...ofChips(() => () => false),
  rule: () => false
};
