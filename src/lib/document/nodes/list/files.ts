import type { ContentNode } from '#base/content.ts';
import { allowedStart } from '../../allowed.ts';
import {
  escapedLines,
  onOneLine,
  paragraphOf,
  type BlockFile,
  type FileForm,
  type FileWriter,
  type TextBlock
} from '../block-file.ts';

export const bulletListFile: BlockFile = ({ content = [] }, writer) =>
  itemBlocks(content, 'bullet', 1, writer);
export const orderedListFile: BlockFile = ({ attrs, content = [] }, writer) =>
  itemBlocks(content, 'number', allowedStart(attrs?.['start'] ?? 1), writer);

function itemBlocks(
  items: readonly ContentNode[],
  form: 'bullet' | 'number',
  begins: number,
  { inline, within }: FileWriter
): TextBlock[] {
  return items.flatMap((item, index) => {
    const [first, ...others] = item.content ?? [];
    const head: TextBlock = {
      form,
      level: 0,
      inline: inline(first?.content ?? []),
      ...(index === 0 ? { begins } : {})
    };
    const inner = within(others).map((block): TextBlock =>
      block.form === 'text'
        ? { ...block, form: 'more' }
        : isListForm(block)
          ? { ...block, level: block.level + 1 }
          : block
    );
    return [head, ...inner];
  });
}

export const isListForm = ({ form }: TextBlock): boolean =>
  form === 'bullet' || form === 'number' || form === 'more';

const indentOf = ({ level }: TextBlock): string => '  '.repeat(level);
const itemLine = /^(\s*)(?:([-•·●▪*])|(\d{1,4})[.)、．])\s+(.*)$/;

function itemIn(
  line: string
): { readonly isNumbered: boolean; readonly level: number; readonly text: string } | null {
  const [, indent = '', sign, number, text = ''] = itemLine.exec(line) ?? [];
  if (sign === undefined && number === undefined) return null;
  return { isNumbered: sign === undefined, level: Math.min(8, Math.floor(indent.length / 2)), text };
}

/** Lists are made of all items, since what follows an item decides which list it is in. */
const ofItems = {
  style: () => '',
  node: ([block]) => paragraphOf(block)
} as const satisfies Partial<FileForm>;

export const bulletForm: FileForm = {
  ...ofItems,
  line: (plain, block) => `${indentOf(block)}- ${onOneLine(plain)}`,
  read(line) {
    const item = itemIn(line);
    return item && !item.isNumbered ? item : null;
  }
};

export const numberForm: FileForm = {
  ...ofItems,
  line: (plain, block) => `${indentOf(block)}${block.begins ?? 1}. ${onOneLine(plain)}`,
  read(line) {
    const item = itemIn(line);
    return item?.isNumbered ? item : null;
  }
};

/** A further paragraph of an item. */
export const moreForm: FileForm = {
  ...ofItems,
  style: (level) => `ListMore${level}`,
  levelIn(name) {
    const found = /^list continue(?: (\d))?$/.exec(name);
    return found && Math.max(0, Number(found[1] ?? 1) - 1);
  },
  line: escapedLines
};
