/**
 * Writes paragraphs of a text as lines of plain text, and parses them. A line that would be taken for
 * something else begins with a backslash.
 */
import type { ContentNode } from '#base/content.ts';
import type { TextBlock } from './text-blocks.ts';
import { languageLabel } from './outline.ts';
import { textOfTextBlock } from './gathering.ts';

const taken = /^(?:[#>|\\+]|\/\/|-(?:\s|--)|\d+[.)]\s|\s)/;
const escaped = (plain: string): string => (taken.test(plain) || languageLabel(plain) ? `\\${plain}` : plain);

export function lineOfTextBlock(textBlock: TextBlock): string {
  const plain = textBlock.inline.map(textOfInline).join('');
  const indent = '  '.repeat(textBlock.level);
  switch (textBlock.form) {
    case 'heading':
      return `${'#'.repeat(textBlock.level + 2)} ${plain.replaceAll('\n', ' ')}`;
    case 'quote':
      return `> ${plain.replaceAll('\n', '\n> ')}`;
    case 'bullet':
      return `${indent}- ${plain.replaceAll('\n', ' ')}`;
    case 'number':
      return `${indent}${textBlock.begins ?? 1}. ${plain.replaceAll('\n', ' ')}`;
    case 'rule':
      return '---';
    case 'table':
      return textOfTextBlock(textBlock)
        .split('\n')
        .map((row) => `| ${row}`)
        .join('\n');
    case 'text':
    case 'more':
    case 'figure':
      return plain.split('\n').map(escaped).join('\n');
  }
}

/** The text of a footnote follows its reference. */
const textOfInline = ({ type, text, content }: ContentNode): string => {
  if (type === 'hardBreak') return '\n';
  const inner = text ?? (content ?? []).map(textOfInline).join('');
  return type === 'footnote' ? ` [${inner}]` : inner;
};

const textNodes = (text: string): ContentNode[] => (text === '' ? [] : [{ type: 'text', text }]);

/** Null for an empty line. */
export function textBlockOfLine(line: string): TextBlock | null {
  if (line.trim() === '') return null;
  const textBlock = (form: TextBlock['form'], text: string, level = 0): TextBlock => ({
    form,
    level,
    inline: textNodes(text.trim())
  });
  const [, signs, title = ''] = /^(#{4,7})\s+(.*)$/.exec(line) ?? [];
  if (signs !== undefined) return textBlock('heading', title, signs.length - 2);
  const [, indent, sign, number, item = ''] =
    /^(\s*)(?:([-•·●▪*])|(\d{1,4})[.)、．])\s+(.*)$/.exec(line) ?? [];
  const level = Math.min(8, Math.floor((indent ?? '').length / 2));
  if (sign !== undefined) return textBlock('bullet', item, level);
  if (number !== undefined) return textBlock('number', item, level);
  if (/^\s*-{3,}\s*$/.test(line)) return { form: 'rule', level: 0, inline: [] };
  if (line.startsWith('> ')) return textBlock('quote', line.slice(2));
  const plain = line.startsWith('| ') ? line.slice(2) : line.startsWith('\\') ? line.slice(1) : line;
  return textBlock('text', plain);
}
