import { languageTag } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';

/** Counts the bytes of a kilobyte as limits of files do: 20 MB are 20 × 1024 × 1024 bytes. */
const kilobyte = 1024;

/** Writes a number of bytes in the unit that suits it. */
export function sizeText(bytes: number): string {
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(languageTag(locale()), { maximumFractionDigits: digits }).format(value);
  if (bytes < kilobyte) return m.size_bytes({ size: number(bytes, 0) });
  return bytes < kilobyte * kilobyte
    ? m.size_kb({ size: number(bytes / kilobyte, 0) })
    : m.size_mb({ size: number(bytes / kilobyte / kilobyte, 1) });
}
