/**
 * Recognizes files that are no office package by their first bytes, so that the sender learns what was sent.
 */
import type { FileFault } from '#base/read-file.ts';

const latin = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** Lists the first bytes of known files, with the names of their formats. */
const beginnings: readonly (readonly [readonly number[], string])[] = [
  [latin('%PDF-'), 'pdf'],
  [latin('{\\rtf'), 'rtf'],
  [[0x89, ...latin('PNG')], 'png'],
  [[0xff, 0xd8, 0xff], 'jpeg'],
  [latin('Rar!'), 'rar'],
  [latin('7z'), '7z'],
  [latin('MZ'), 'exe']
];

/** Undefined for those that begin as a zip does. */
export function otherKind(
  bytes: Uint8Array
): { readonly fault: FileFault; readonly detail: string } | undefined {
  const begins = (beginning: readonly number[]): boolean =>
    beginning.every((byte, index) => bytes[index] === byte);
  if (begins(latin('PK'))) return undefined;
  if (begins([0xd0, 0xcf, 0x11, 0xe0]))
    return olderOffice(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const known = beginnings.find(([beginning]) => begins(beginning));
  if (known) return { fault: 'wrong-type', detail: known[1] };
  const head = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
  return {
    fault: 'wrong-type',
    detail: /^<(?:!doctype html|html)/i.test(head) ? 'html' : head.startsWith('<') ? 'xml' : ''
  };
}

/** Recognizes the formats of Office before 2007, and the container of a document with a password. */
function olderOffice(bytes: Buffer): { readonly fault: FileFault; readonly detail: string } {
  if (bytes.includes(wide('EncryptedPackage'))) return { fault: 'encrypted', detail: '' };
  const detail = bytes.includes(wide('WordDocument')) ? 'doc' : bytes.includes(wide('Workbook')) ? 'xls' : '';
  return { fault: 'wrong-type', detail };
}
