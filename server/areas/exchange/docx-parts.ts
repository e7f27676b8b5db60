/**
 * Reads the parts of a Word document other than its body: footnotes, comments, and the part that was sent
 * along.
 */
import { nothingSent, readSent, type SentFile } from './docx-sent.ts';
import type { OfficePackage } from '#server/files/office-package.ts';
import { parseXml } from '#server/files/xml-parsing.ts';

const partOf = (opened: OfficePackage, type: string): string | undefined => {
  const target = opened
    .relations(opened.main)
    .find((relation) => relation.type === type && !relation.isExternal)?.target;
  return target === undefined ? undefined : opened.text(target);
};

export { partOf };

/** By `footnote {id}` and `endnote {id}`, as plain text. */
export function notesOf(opened: OfficePackage): Map<string, string> {
  const notes = new Map<string, string>();
  for (const kind of ['footnote', 'endnote'] as const) {
    for (const [id, { text }] of entriesOf(partOf(opened, `${kind}s`), kind))
      notes.set(`${kind} ${id}`, text);
  }
  return notes;
}

export const commentsOf = (
  opened: OfficePackage
): Map<string, { readonly text: string; readonly author: string }> =>
  entriesOf(partOf(opened, 'comments'), 'comment');

function entriesOf(xml: string | undefined, element: string): Map<string, { text: string; author: string }> {
  const entries = new Map<string, { text: string; author: string }>();
  let entry: { text: string; author: string } | null = null;
  let inText = false;
  let removed = 0;
  if (xml === undefined) return entries;
  parseXml(xml, {
    open: (name, { id = '', author = '' }) => {
      if (name === element) entries.set(id, (entry = { text: '', author }));
      else if (name === 'del') removed += 1;
      else if (name === 'tab' && entry && entry.text !== '') entry.text += ' ';
      else if (name === 'p' && entry && entry.text.trim() !== '') entry.text += ' ';
      inText = name === 't' && removed === 0;
    },
    close: (name) => {
      if (name === element) entry = null;
      else if (name === 'del') removed -= 1;
      inText = false;
    },
    text: (text) => {
      if (inText && entry) entry.text += text;
    }
  });
  return entries;
}

/** Finds the sent part by its content, as programs rename it. */
export function sentOf(opened: OfficePackage): SentFile {
  for (const { type, target, isExternal } of opened.relations(opened.main)) {
    if (type !== 'customXml' || isExternal) continue;
    const sent = readSent(opened.text(target) ?? '');
    if (sent) return sent;
  }
  return nothingSent;
}
