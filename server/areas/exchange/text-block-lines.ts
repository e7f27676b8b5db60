/**
 * Writes paragraphs of a text as lines of plain text, and parses them. A line that would be taken for
 * something else begins with a backslash.
 */
import type { ContentNode } from '#base/content.ts';
import type { TextBlock } from '#document/nodes/block-file.ts';
import { fileForms, textBlockForms, type TextBlockForm } from '#document/nodes/files.ts';
import { languageLabel } from './outline.ts';
import { textOfTextBlock } from './gathering.ts';

const taken = /^(?:[#>|\\+]|\/\/|-(?:\s|--)|\d+[.)]\s|\s)/;
const escaped = (plain: string): string => (taken.test(plain) || languageLabel(plain) ? `\\${plain}` : plain);

export const lineOfTextBlock = (textBlock: TextBlock): string =>
  fileForms[textBlock.form].line(
    textBlock.rows ? textOfTextBlock(textBlock) : textBlock.inline.map(textOfInline).join(''),
    textBlock,
    escaped
  );

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
  const textBlock = (form: TextBlockForm, text: string, level = 0): TextBlock => ({
    form,
    level,
    inline: textNodes(text.trim())
  });
  for (const form of textBlockForms) {
    const read = fileForms[form].read?.(line);
    if (read) return textBlock(form, read.text, read.level);
  }
  const plain = line.startsWith('| ') ? line.slice(2) : line.startsWith('\\') ? line.slice(1) : line;
  return textBlock('text', plain);
}
