/**
 * Describes the runs, fields and text boxes of a paragraph of a Word document, and reads marks, symbols and links.
 */
import type { ContentMark } from '#base/content.ts';
import type { DocBlock, DocParagraph } from './docx-content.ts';
import type { XmlAttributes } from '#server/files/xml-parsing.ts';

/** The code is hexadecimal; U+FFFD for what is no character. */
export function symbolOf(code: string): string {
  const point = /^[\da-f]{1,4}$/i.test(code) ? Number.parseInt(code, 16) : 0;
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point === 0 || isSurrogate ? '\ufffd' : String.fromCodePoint(point);
}

export interface Run {
  marks: ContentMark[];
  isHidden: boolean;
}
export interface Field {
  phase: 'code' | 'result';
  instruction: string;
}

/** Holds what is open outside a text box while the box is read. */
export interface Level {
  container: DocBlock[];
  paragraph: DocParagraph | null;
  run: Run | null;
  boxes: DocBlock[];
}

export const isOn = ({ val }: XmlAttributes): boolean =>
  val !== '0' && val !== 'false' && val !== 'off' && val !== 'none';
export const runMarks: Readonly<Record<string, string>> = {
  b: 'bold',
  i: 'italic',
  u: 'underline',
  strike: 'strike',
  dstrike: 'strike'
};

/** The marks of text that is set higher or lower, by the value that Word has for it. */
export const verticalMarks: Readonly<Record<string, string>> = {
  superscript: 'superscript',
  subscript: 'subscript'
};

export function linkOfField(fields: readonly Field[]): string | null {
  const field = fields.findLast(({ instruction }) => /^\s*HYPERLINK\s/i.test(instruction));
  return field ? (/HYPERLINK\s+"([^"]+)"/i.exec(field.instruction)?.[1] ?? null) : null;
}
