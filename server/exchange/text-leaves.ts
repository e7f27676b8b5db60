/** Paragraphs of a text as lines of plain text, and back. A line that would be taken for something else begins with a backslash. */
import type { ContentNode } from '#domain/version.ts';
import type { Leaf } from './leaves.ts';
import { languageLabel } from './outline.ts';
import { wordsOfLeaf } from './gathering.ts';

const taken = /^(?:[#>|\\+]|\/\/|-(?:\s|--)|\d+[.)]\s|\s)/;
const escaped = (words: string): string => (taken.test(words) || languageLabel(words) ? `\\${words}` : words);

export function lineOfLeaf(leaf: Leaf): string {
  const words = leaf.inline.map(wordsOfInline).join('');
  const indent = '  '.repeat(leaf.level);
  switch (leaf.form) {
    case 'heading':
      return `${'#'.repeat(leaf.level + 2)} ${words.replaceAll('\n', ' ')}`;
    case 'quote':
      return `> ${words.replaceAll('\n', '\n> ')}`;
    case 'bullet':
      return `${indent}- ${words.replaceAll('\n', ' ')}`;
    case 'number':
      return `${indent}${leaf.begins ?? 1}. ${words.replaceAll('\n', ' ')}`;
    case 'rule':
      return '---';
    case 'table':
      return wordsOfLeaf(leaf)
        .split('\n')
        .map((row) => `| ${row}`)
        .join('\n');
    case 'text':
    case 'more':
    case 'figure':
      return words.split('\n').map(escaped).join('\n');
  }
}

/** The words of a footnote stand behind its place. */
const wordsOfInline = ({ type, text, content }: ContentNode): string => {
  if (type === 'hardBreak') return '\n';
  const inner = text ?? (content ?? []).map(wordsOfInline).join('');
  return type === 'footnote' ? ` [${inner}]` : inner;
};

const words = (text: string): ContentNode[] => (text === '' ? [] : [{ type: 'text', text }]);

/** Null for an empty line. */
export function leafOfLine(line: string): Leaf | null {
  if (line.trim() === '') return null;
  const leaf = (form: Leaf['form'], text: string, level = 0): Leaf => ({
    form,
    level,
    inline: words(text.trim())
  });
  const [, signs, title = ''] = /^(#{4,6})\s+(.*)$/.exec(line) ?? [];
  if (signs !== undefined) return leaf('heading', title, signs.length - 2);
  const [, indent, sign, number, item = ''] =
    /^(\s*)(?:([-•·●▪*])|(\d{1,4})[.)、．])\s+(.*)$/.exec(line) ?? [];
  const level = Math.min(8, Math.floor((indent ?? '').length / 2));
  if (sign !== undefined) return leaf('bullet', item, level);
  if (number !== undefined) return leaf('number', item, level);
  if (/^\s*-{3,}\s*$/.test(line)) return { form: 'rule', level: 0, inline: [] };
  if (line.startsWith('> ')) return leaf('quote', line.slice(2));
  const plain = line.startsWith('| ') ? line.slice(2) : line.startsWith('\\') ? line.slice(1) : line;
  return leaf('text', plain);
}
