/**
 * Decodes bytes as text: UTF-8, UTF-16 where a byte order mark says so, and GB 18030 where the result is
 * Chinese.
 */
import { fileLimits } from '#base/read-file.ts';
import { UnreadableFileError } from './unreadable-file.ts';
import { otherKind } from './other-kinds.ts';

export function decoded(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new UnreadableFileError('empty');
  if (bytes.length > fileLimits.bytes) throw new UnreadableFileError('too-large', String(bytes.length));
  const text = textOf(bytes);
  if (text.trim() === '') throw new UnreadableFileError('empty');
  const other = otherKind(bytes);
  if (!other || other.detail !== '') throw new UnreadableFileError('wrong-type', other?.detail ?? 'zip');
  // eslint-disable-next-line no-control-regex -- these are what no text holds
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) throw new UnreadableFileError('wrong-type');
  return text;
}

/** Decodes bytes whatever the text holds, markup too; throws `UnreadableFileError` for another encoding. */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return read(bytes, 'utf-16le') ?? unreadable();
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return read(bytes, 'utf-16be') ?? unreadable();
  const text = read(bytes, 'utf-8');
  if (text !== null) return text;
  const known = otherKind(bytes);
  if (!known || known.detail !== '')
    throw new UnreadableFileError(known?.fault ?? 'wrong-type', known?.detail ?? 'zip');
  const chinese = read(bytes, 'gb18030');
  return chinese !== null && isChinese(chinese) ? chinese : unreadable();
}

function unreadable(): never {
  throw new UnreadableFileError('not-utf8');
}

function read(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Almost any bytes are valid GB 18030, so that only a Chinese result shows that it was meant. */
function isChinese(text: string): boolean {
  const foreign = text.match(/[^\u0000-\u007f]/gu)?.length ?? 0; // eslint-disable-line no-control-regex
  const usual = text.match(/[\u4e00-\u9fa5\u3000-\u303f\uff00-\uff5e“”‘’—…·]/g)?.length ?? 0;
  return usual > 0 && usual >= 0.9 * foreign;
}
