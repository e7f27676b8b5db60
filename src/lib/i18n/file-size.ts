/** Writes sizes of files in the reader's language. */
import { languageTag } from '#domain/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';

const kib = 1024;

/** Writes a number of bytes in the unit that suits it. */
export function sizeText(bytes: number): string {
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(languageTag(locale()), { maximumFractionDigits: digits }).format(value);
  if (bytes < kib) return m.size_bytes({ size: number(bytes, 0) });
  return bytes < kib * kib
    ? m.size_kib({ size: number(bytes / kib, 0) })
    : m.size_mib({ size: number(bytes / kib / kib, 1) });
}
