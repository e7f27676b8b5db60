/**
 * Reads XML as office files have it, piece by piece: strict, without any document type and so without custom
 * entities, and with a limited depth. Names come without their prefix, which every program chooses for
 * itself.
 */
import { SaxesParser } from 'saxes';
import { fileLimits } from '#base/read-file.ts';
import { UnreadableFileError } from './unreadable-file.ts';

/**
 * Maps attributes by local name. Where an element has two of one name, the one without a prefix counts, else
 * the last.
 */
export type XmlAttributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  /**
   * Handles the start of an element. `space` is the URI of the namespace, for names that occur in several.
   */
  readonly open?: (name: string, attributes: XmlAttributes, space: string) => void;
  readonly close?: (name: string, space: string) => void;
  /** Handles text, which may come in several pieces. */
  readonly text?: (onText: string) => void;
}

/**
 * `bareDoctype` allows a document type without definitions of its own. Throws `UnreadableFileError` where it
 * is not such XML, and whatever a handler throws.
 */
export function parseXml(
  text: string,
  { open, close, text: onText }: XmlHandlers,
  { bareDoctype = false }: { readonly bareDoctype?: boolean } = {}
): void {
  const parser = new SaxesParser({ xmlns: true, position: false });
  let depth = 0;
  parser.on('error', ({ message }) => {
    throw new UnreadableFileError('broken', message);
  });
  parser.on('doctype', (doctype) => {
    // One that only names a document type defines nothing, and what it names is not opened.
    if (bareDoctype && !doctype.includes('[')) return;
    throw new UnreadableFileError('external', 'DOCTYPE');
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    depth += 1;
    if (depth > fileLimits.depth) throw new UnreadableFileError('too-deep', String(fileLimits.depth));
    if (!open) return;
    const own: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const { prefix, local: name, value } of Object.values(attributes))
      if (prefix !== '' && prefix !== 'xmlns') own[name] = value;
    for (const { prefix, local: name, value } of Object.values(attributes))
      if (prefix === '') own[name] = value;
    open(local, own, uri);
  });
  parser.on('closetag', ({ local, uri }) => {
    depth -= 1;
    close?.(local, uri);
  });
  if (onText) {
    parser.on('text', onText);
    parser.on('cdata', onText);
  }
  parser.write(text).close();
}
