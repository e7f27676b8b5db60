/**
 * Records inside a field as lines of words: `What it is of [field.part]: words`, an empty line between two records. Where somebody wrote
 * the name of the field alone, it is found by that.
 */
import type { Locale } from '#domain/locale.ts';
import { isBilingual, type FieldValue } from '#domain/record.ts';
import type { Held, PartWords, ReadParts } from './held.ts';
import { otherPart, partsOf, type Asked, type AskedField } from './part-table.ts';
import { sameWords, unread, type Read } from './part-words.ts';

type Entry = Readonly<Record<string, FieldValue>>;
const isEntry = (value: FieldValue): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isWords = ({ kind }: Asked): boolean =>
  kind === 'rich-text' || kind === 'short-text' || kind === 'facet-text';

/** Inside a record words in two languages are one value. */
const heldFrom = (field: AskedField, value: FieldValue): Held =>
  isWords(field) && isBilingual(value) && Object.keys(value).length === 2
    ? { ...(value.en ? { en: value.en } : {}), ...(value.zh ? { zh: value.zh } : {}) }
    : { whole: value };
const valueFrom = (field: AskedField, held: Held): FieldValue | undefined =>
  isWords(field) && held.whole === undefined && (held.en !== undefined || held.zh !== undefined)
    ? { en: held.en ?? '', zh: held.zh ?? '' }
    : held.whole;

/** Null for what is no list of records of this type. */
export function entriesWords(
  fields: readonly AskedField[],
  value: FieldValue,
  language: Locale,
  write: (asked: Asked, held: Held, language: Locale) => PartWords
): string | null {
  if (!Array.isArray(value)) return null;
  const entries = (value as readonly FieldValue[]).map((entry): string | null => {
    if (!isEntry(entry) || Object.keys(entry).some((key) => !fields.some(({ id }) => id === key)))
      return null;
    const lines = fields.flatMap((field) => {
      const given = entry[field.id];
      if (given === undefined) return [];
      const words = write(field, heldFrom(field, given), language);
      return partsOf(field).flatMap((part) =>
        words[part.id] === undefined
          ? []
          : [`${nameOf(field, part, language)} [${field.id}.${part.id}]: ${words[part.id] ?? ''}`]
      );
    });
    return lines.length > 0 ? lines.join('\n') : null;
  });
  return entries.length === 0 || entries.includes(null) ? null : entries.join('\n\n');
}

const nameOf = (
  field: AskedField,
  part: { readonly id: string; readonly label: AskedField['label'] },
  language: Locale
): string =>
  part.id === 'choice' || part.id === 'choices' || part.id === 'date' || part.id === otherPart.id
    ? field.label[language]
    : `${field.label[language]} · ${part.label[language]}`;

const keyed = /^[^[\]]*\[([A-Za-z][\w-]*)\.([\w.-]+)\]\s*[:：]\s?(.*)$/;
const named = /^([^:：]+)[:：]\s*(.*)$/;

export function readEntries(
  fields: readonly AskedField[],
  text: string,
  readOf: (asked: Asked, words: PartWords) => ReadParts
): Read {
  const entries: FieldValue[] = [];
  let fault: Read['fault'] = null;
  for (const block of text.split(/\n[ \t]*\n+/)) {
    const given = new Map<string, Record<string, string>>();
    let last: { words: Record<string, string>; part: string } | null = null;
    for (const line of block.split('\n')) {
      const place = placeOf(fields, line);
      if (!place) {
        // Words may go on in the next line.
        if (!last) return unread;
        last.words[last.part] = `${last.words[last.part] ?? ''}\n${line}`;
        continue;
      }
      const words = given.get(place.field) ?? {};
      if (words[place.part] !== undefined) return { ...unread, fault: 'contradictory', detail: place.field };
      words[place.part] = place.words;
      given.set(place.field, words);
      last = { words, part: place.part };
    }
    const entry: Record<string, FieldValue> = {};
    for (const field of fields) {
      const words = given.get(field.id);
      if (!words) continue;
      const { held, faults } = readOf(field, words);
      const value = valueFrom(field, held);
      fault ??= faults[0]?.kind ?? null;
      if (value !== undefined) entry[field.id] = value;
    }
    entries.push(entry);
  }
  return { value: entries, fault, detail: '', beside: null };
}

function placeOf(
  fields: readonly AskedField[],
  line: string
): { readonly field: string; readonly part: string; readonly words: string } | null {
  const [, field, part = '', words = ''] = keyed.exec(line) ?? [];
  const known = fields.find(({ id }) => id === field);
  if (known && partsOf(known).some(({ id }) => id === part)) return { field: known.id, part, words };
  const [, name = '', after = ''] = named.exec(line) ?? [];
  const called =
    name === ''
      ? undefined
      : fields.find(
          ({ label }) => sameWords(label.en) === sameWords(name) || sameWords(label.zh) === sameWords(name)
        );
  if (!called) return null;
  // Words without a language go where their script belongs.
  const first =
    isWords(called) && /\p{Script=Han}/u.test(after)
      ? 'zh'
      : (partsOf(called).find(({ rare }) => !rare)?.id ?? '');
  return { field: called.id, part: first, words: after };
}
