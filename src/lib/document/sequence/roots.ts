/**
 * Opens the root types of a document, and parses their names. Every text is opened here and nowhere else, so
 * that a text whose updates arrived before its name is as good as one that was named first.
 */
import * as Y from 'yjs';
import { isLocale, type Locale } from '#base/locale.ts';
import { answersRoot } from '../answer-cells.ts';
import { attributesRoot, captionRoot, cellRoot, noteRoot, passageRoot } from './shapes.ts';

/**
 * An update may have filled the root before anybody named it. Yjs then makes a text that believes it holds no
 * formats: it would search with markers that formats make wrong, and would leave marks on letters that never
 * had them. Both flags are therefore carried over.
 */
export function openText(doc: Y.Doc, root: string): Y.Text {
  const unnamed = doc.share.get(root);
  const hadFormats = unnamed !== undefined && '_hasFormatting' in unnamed && unnamed._hasFormatting === true;
  const text = doc.getText(root);
  if (hadFormats) {
    text._hasFormatting = true;
    text._searchMarker = null;
  }
  return text;
}

/** Null where the document has none of this name, which is not created then. */
export const findText = (doc: Y.Doc, root: string): Y.Text | null =>
  doc.share.has(root) ? openText(doc, root) : null;

export const openPassage = (doc: Y.Doc, section: string, language: Locale): Y.Text =>
  openText(doc, passageRoot(section, language));
export const openCell = (doc: Y.Doc, table: string, row: string, column: string): Y.Text =>
  openText(doc, cellRoot(table, row, column));
export const openCaption = (doc: Y.Doc, figure: string): Y.Text => openText(doc, captionRoot(figure));
export const openNote = (doc: Y.Doc, note: string): Y.Text => openText(doc, noteRoot(note));

export const openAttributes = (doc: Y.Doc): Y.Map<unknown> => doc.getMap(attributesRoot);

export type Root =
  | { readonly kind: 'passage'; readonly section: string; readonly language: Locale }
  | { readonly kind: 'cell'; readonly table: string; readonly row: string; readonly column: string }
  | { readonly kind: 'caption'; readonly figure: string }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'attributes' }
  | { readonly kind: 'answers' };

const id = '[A-Za-z0-9_~-]{1,80}';
const parts = new RegExp(`^(?:cell/(${id})/(${id})/(${id})|caption/(${id})|note/(${id}))$`);
/** Accepts every section of a response, a findings text and a chapter; 160 characters hold the longest. */
const passages = /^([A-Za-z0-9][A-Za-z0-9._:-]{0,159})\.([a-z]{2})$/;

/** Null for one that no document has. */
export function parseRoot(name: string): Root | null {
  if (name === attributesRoot) return { kind: 'attributes' };
  if (name === answersRoot) return { kind: 'answers' };
  const part = parts.exec(name);
  if (part) {
    const [, table, row = '', column = '', figure, note = ''] = part;
    if (table !== undefined) return { kind: 'cell', table, row, column };
    return figure !== undefined ? { kind: 'caption', figure } : { kind: 'note', note };
  }
  const [, section = '', language = ''] = passages.exec(name) ?? [];
  return isLocale(language) ? { kind: 'passage', section, language } : null;
}
