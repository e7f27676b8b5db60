/**
 * Writes and reads records inside a field as lines of text: `Label of the field [field.part]: text`, with an
 * empty line between two records. A line in which a user wrote only the name of the field is found by that
 * name.
 */
import { isAlone, type FilePart } from '#rules/framework/answer-kinds/file-part.ts';
import { rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { Locale } from '#base/locale.ts';
import { isBilingual, type FieldValue } from '#rules/framework/record.ts';
import type { Held, PartTexts, ReadParts } from './held.ts';
import { otherPart, partsOf, type ValueModel, type FieldValueModel } from './part-table.ts';
import { normalizedText, unread, type Read } from './part-text.ts';

type Entry = Readonly<Record<string, FieldValue>>;
const isEntry = (value: FieldValue): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = ({ kind }: ValueModel): boolean => ['passage', 'texts'].includes(rulesOfKind(kind).held);

/** Inside a record a text in two languages is one value. */
const heldFrom = (field: FieldValueModel, value: FieldValue): Held =>
  isText(field) && isBilingual(value) && Object.keys(value).length === 2
    ? { ...(value.en ? { en: value.en } : {}), ...(value.zh ? { zh: value.zh } : {}) }
    : { whole: value };
const valueFrom = (field: FieldValueModel, held: Held): FieldValue | undefined =>
  isText(field) && held.whole === undefined && (held.en !== undefined || held.zh !== undefined)
    ? { en: held.en ?? '', zh: held.zh ?? '' }
    : held.whole;

/** Null for a value that is no list of records of this type. */
export function entriesText(
  fields: readonly FieldValueModel[],
  value: FieldValue,
  language: Locale,
  write: (model: ValueModel, held: Held, language: Locale) => PartTexts
): string | null {
  if (!Array.isArray(value)) return null;
  const entries = (value as readonly FieldValue[]).map((entry): string | null => {
    if (!isEntry(entry) || Object.keys(entry).some((key) => !fields.some(({ id }) => id === key)))
      return null;
    const lines = fields.flatMap((field) => {
      const given = entry[field.id];
      if (given === undefined) return [];
      const text = write(field, heldFrom(field, given), language);
      return partsOf(field).flatMap((part) =>
        text[part.id] === undefined
          ? []
          : [`${nameOf(field, part, language)} [${field.id}.${part.id}]: ${text[part.id] ?? ''}`]
      );
    });
    return lines.length > 0 ? lines.join('\n') : null;
  });
  return entries.length === 0 || entries.includes(null) ? null : entries.join('\n\n');
}

const nameOf = (field: FieldValueModel, part: FilePart, language: Locale): string =>
  isAlone(part) || part.id === otherPart.id
    ? field.label[language]
    : `${field.label[language]} · ${part.label[language]}`;

const keyed = /^[^[\]]*\[([A-Za-z][\w-]*)\.([\w.-]+)\]\s*[:：]\s?(.*)$/;
const named = /^([^:：]+)[:：]\s*(.*)$/;

export function readEntries(
  fields: readonly FieldValueModel[],
  text: string,
  readOf: (model: ValueModel, text: PartTexts) => ReadParts
): Read {
  const entries: FieldValue[] = [];
  let fault: Read['fault'] = null;
  for (const block of text.split(/\n[ \t]*\n+/)) {
    const given = new Map<string, Record<string, string>>();
    let last: { text: Record<string, string>; part: string } | null = null;
    for (const line of block.split('\n')) {
      const entry = findEntry(fields, line);
      if (!entry) {
        // A text may continue in the next line.
        if (!last) return unread;
        last.text[last.part] = `${last.text[last.part] ?? ''}\n${line}`;
        continue;
      }
      const text = given.get(entry.field) ?? {};
      if (text[entry.part] !== undefined) return { ...unread, fault: 'contradictory', detail: entry.field };
      text[entry.part] = entry.text;
      given.set(entry.field, text);
      last = { text, part: entry.part };
    }
    const entry: Record<string, FieldValue> = {};
    for (const field of fields) {
      const text = given.get(field.id);
      if (!text) continue;
      const { held, faults } = readOf(field, text);
      const value = valueFrom(field, held);
      fault ??= faults[0]?.kind ?? null;
      if (value !== undefined) entry[field.id] = value;
    }
    entries.push(entry);
  }
  return { value: entries, fault, detail: '', extras: null };
}

function findEntry(
  fields: readonly FieldValueModel[],
  line: string
): { readonly field: string; readonly part: string; readonly text: string } | null {
  const [, field, part = '', text = ''] = keyed.exec(line) ?? [];
  const known = fields.find(({ id }) => id === field);
  if (known && partsOf(known).some(({ id }) => id === part)) return { field: known.id, part, text };
  const [, name = '', after = ''] = named.exec(line) ?? [];
  const called =
    name === ''
      ? undefined
      : fields.find(
          ({ label }) =>
            normalizedText(label.en) === normalizedText(name) ||
            normalizedText(label.zh) === normalizedText(name)
        );
  if (!called) return null;
  // A text without a language goes to the language of its script.
  const first =
    isText(called) && /\p{Script=Han}/u.test(after)
      ? 'zh'
      : (partsOf(called).find(({ rare }) => !rare)?.id ?? '');
  return { field: called.id, part: first, text: after };
}
