/** Files as people hand them in, and as they should not: real bytes, made small. */
import { zipSync } from 'fflate';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const pdf = (text = 'x'): Uint8Array => utf8(`%PDF-1.7\n% ${text}\n%%EOF\n`);
export const png = (): Uint8Array =>
  new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
export const exe = (): Uint8Array => new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]);
export const text = (text: string): Uint8Array => utf8(text);

const types = { '[Content_Types].xml': utf8('<Types/>') };
export const docx = (more: Readonly<Record<string, Uint8Array>> = {}): Uint8Array =>
  zipSync({ ...types, 'word/document.xml': utf8('<w:document/>'), ...more });
export const xlsx = (more: Readonly<Record<string, Uint8Array>> = {}): Uint8Array =>
  zipSync({ ...types, 'xl/workbook.xml': utf8('<workbook/>'), ...more });
export const pptx = (): Uint8Array =>
  zipSync({ ...types, 'ppt/presentation.xml': utf8('<p:presentation/>') });
export const macros = (): Uint8Array => docx({ 'word/vbaProject.bin': new Uint8Array([1, 2, 3]) });
export const openDocument = (type: 'text' | 'spreadsheet'): Uint8Array =>
  zipSync({
    mimetype: [utf8(`application/vnd.oasis.opendocument.${type}`), { level: 0 }],
    'content.xml': utf8('<office:document-content/>')
  });

/** Offsets in an entry of the central directory, counted from its signature. */
const centralSignature = 0x02014b50;

function inDirectory(zip: Uint8Array, change: (view: DataView, at: number) => void): Uint8Array {
  const changed = Uint8Array.from(zip);
  const view = new DataView(changed.buffer);
  for (let index = 0; index + 46 <= changed.length; index += 1)
    if (view.getUint32(index, true) === centralSignature) change(view, index);
  return changed;
}

/** Makes an office file of a few hundred bytes, each of whose entries claims to unpack to most of 4 GiB. */
export const bomb = (): Uint8Array =>
  inDirectory(docx(), (view, at) => view.setUint32(at + 24, 0xf0000000, true));
/** Says in its directory that it is encrypted. */
export const encrypted = (): Uint8Array =>
  inDirectory(docx(), (view, at) => view.setUint16(at + 8, view.getUint16(at + 8, true) | 1, true));
export const cutShort = (): Uint8Array => docx().slice(0, 60);
/**
 * Returns the file header that Word wrote before 2007, and still writes around a document with a password.
 */
export const oldOffice = (): Uint8Array =>
  new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]);
