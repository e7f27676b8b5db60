/**
 * Reads the body of a Word document as paragraphs and tables, as with all changes accepted: insertions are
 * there, deletions are not, fields show their results, text in boxes follows the paragraph to which they are
 * anchored, hidden text is left out.
 */
import { parseXml, type XmlAttributes } from '#server/files/xml-parsing.ts';
import type { DocBlock, Remark } from './docx-content.ts';
import { BodyState, type BodyContext } from './docx-body-state.ts';
import { elementReaders, isPropertiesElement, readRunProperty } from './docx-elements.ts';

/**
 * Lists elements that are not read: fallback drawings for older programs, earlier properties, what was
 * deleted.
 */
const skipped = new Set([
  'Fallback',
  'del',
  'moveFrom',
  'pPrChange',
  'rPrChange',
  'tblPrChange',
  'tcPrChange',
  'trPrChange',
  'sectPrChange',
  'numberingChange',
  'sectPr'
]);

export function readBody(xml: string, context: BodyContext): DocBlock[] {
  const reader = new BodyReader(context);
  parseXml(xml, {
    open: (name, attributes, space) => reader.open(name, attributes, space),
    close: (name) => reader.close(name),
    text: (text) => reader.text(text)
  });
  return reader.root;
}

/** Follows the elements of a body, and hands those that are not skipped to their readers. */
class BodyReader {
  readonly #state: BodyState;
  /** Holds the names of the open elements. */
  readonly #path: string[] = [];
  /** Counts the open elements from the skipped one on. */
  #skipping = 0;
  #deleted: Remark | null = null;

  constructor(context: BodyContext) {
    this.#state = new BodyState(context);
  }

  get root(): DocBlock[] {
    return this.#state.root;
  }

  open(name: string, attributes: XmlAttributes, space: string): void {
    if (this.#skipping > 0) {
      this.#skipping += 1;
      return;
    }
    const state = this.#state;
    const parent = this.#path.at(-1) ?? '';
    if (skipped.has(name)) {
      this.#skip(name, parent, attributes);
      return;
    }
    this.#path.push(name);
    if (isPropertiesElement(name)) state.properties += 1;
    if (!space.includes('wordprocessingml') && !space.endsWith('/math')) return;
    const { run } = state.level;
    const element = { name, parent, attributes, value: attributes['val'] ?? '' };
    if (parent === 'rPr' && run && this.#path.at(-3) === 'r') readRunProperty(state, run, element);
    else elementReaders.get(name)?.open(state, element);
  }

  close(name: string): void {
    if (this.#skipping > 0) {
      this.#skipping -= 1;
      if (this.#skipping === 0) this.#deleted = null;
      return;
    }
    this.#path.pop();
    if (isPropertiesElement(name)) this.#state.properties -= 1;
    elementReaders.get(name)?.close?.(this.#state);
  }

  text(text: string): void {
    if (this.#skipping > 0) {
      if (this.#deleted) this.#deleted.text += text.trim() === '' && text.includes('\n') ? '' : text;
    } else if (this.#path.at(-1) === 't') this.#state.put(text);
    else if (this.#path.at(-1) === 'instrText')
      for (const field of this.#state.fields.slice(-1)) field.instruction += text;
  }

  #skip(name: string, parent: string, attributes: XmlAttributes): void {
    const state = this.#state;
    const row = state.lastRow;
    if (parent === 'trPr' && name === 'del' && row) row.isDeleted = true;
    this.#skipping = 1;
    if (name === 'del' && state.properties === 0)
      this.#deleted = state.remark('deleted', '', attributes['author'] ?? '');
  }
}
