/** How a record is called where its type gives it no name: by whatever it says first in words. */
import type { Bilingual } from '#domain/locale.ts';
import { isBilingual, type FieldValue } from '#domain/record.ts';

export function nameOfRecord(fields: Readonly<Record<string, FieldValue>>): Bilingual {
  // Not every type of record has a name: a funding line is told by its funder.
  const name = fields['name'] ?? fields['title'] ?? Object.values(fields).find(isBilingual);
  if (isBilingual(name)) return name;
  const text = typeof name === 'string' ? name : '';
  return { en: text, zh: text };
}
