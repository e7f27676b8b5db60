/** Lists the formats by name, and detects the format of a file from its bytes. */
import { listZip } from '#base/zip-directory.ts';
import { fileLimits, type Exchange, type ExchangeFormat } from './book.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { docxExchange } from './docx.ts';
import { jsonExchange } from './json.ts';
import { textExchange } from './text.ts';
import { xlsxExchange } from './xlsx.ts';

export const exchanges: Readonly<Record<ExchangeFormat, Exchange>> = {
  json: jsonExchange,
  xlsx: xlsxExchange,
  docx: docxExchange,
  txt: textExchange
};

const beginsWith = (bytes: Uint8Array, signs: readonly number[]): boolean =>
  signs.every((sign, index) => bytes[index] === sign);
/** The first bytes of office files from before 2007, and of those that are locked by a password. */
const compound = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/**
 * Returns the format of the bytes, whatever the file is called. Throws `UnreadableFileError` for any other
 * format.
 */
export function formatOf(bytes: Uint8Array): ExchangeFormat {
  if (bytes.length === 0) throw new UnreadableFileError('empty');
  if (bytes.length > fileLimits.bytes) throw new UnreadableFileError('too-large');
  if (beginsWith(bytes, compound)) throw new UnreadableFileError('encrypted');
  if (beginsWith(bytes, [0x50, 0x4b])) {
    const names = listZip(bytes)?.names;
    if (!names) throw new UnreadableFileError('broken');
    if (names.includes('xl/workbook.xml')) return 'xlsx';
    if (names.includes('word/document.xml')) return 'docx';
    throw new UnreadableFileError('wrong-type', 'zip');
  }
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  const first = head.replace(/^ï»¿/, '').trimStart();
  if (first.startsWith('{')) return 'json';
  if (/^(<!doctype|<html|<\?xml|<svg|%PDF|\{\\rtf)/i.test(first))
    throw new UnreadableFileError('wrong-type', first.slice(0, 5));
  // UTF-16 has a zero byte in each ASCII character, but begins with its mark.
  const isWide = beginsWith(bytes, [0xff, 0xfe]) || beginsWith(bytes, [0xfe, 0xff]);
  if (!isWide && head.includes('\0')) throw new UnreadableFileError('wrong-type');
  return 'txt';
}
