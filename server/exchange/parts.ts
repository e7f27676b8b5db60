/**
 * How a value stands in a file: as named parts in plain words, whatever the format. Whatever a value is, it comes back as it was: what
 * the parts cannot say is kept beside them for the machine, and holds only while the words that people see are still those that were
 * written.
 */
import { z } from 'zod';
import { locales, type Locale } from '#domain/locale.ts';
import { isBilingual, type FieldValue } from '#domain/record.ts';
import { fingerprint } from '#domain/version.ts';
import { cellKey, type CellOf } from '#document/answer-places.ts';
import type { Cells } from '#document/answers.ts';
import type { Held, PartFault, PartWords, ReadParts } from './held.ts';
import { entriesWords, readEntries } from './part-entries.ts';
import { otherPart, partsOf, type Asked, type Part } from './part-table.ts';
import {
  choicesWords,
  choiceWords,
  optionWords,
  readChoice,
  readChoices,
  readCurrency,
  readDate,
  readFlag,
  readNumberPart,
  readPeriod,
  type Read
} from './part-words.ts';

export {
  askedOf,
  fieldsOf,
  figureFields,
  languageNames,
  partsOf,
  type Asked,
  type AskedField,
  type Part,
  type PartForm
} from './part-table.ts';
export type { Held, PartFault, PartWords, ReadParts } from './held.ts';
export { optionWords, sameWords } from './part-words.ts';

export const heldPlaces = ['whole', ...locales] as const;
const placeOf = (of: CellOf, place: (typeof heldPlaces)[number]): string =>
  cellKey({ ...of, language: place === 'whole' ? null : place });

export const heldIn = (cells: Cells, of: CellOf): Held =>
  Object.fromEntries(
    heldPlaces.flatMap((place) =>
      cells[placeOf(of, place)] === undefined ? [] : [[place, cells[placeOf(of, place)]]]
    )
  );

export const cellsOfHeld = (of: CellOf, held: Held): Record<string, FieldValue> =>
  Object.fromEntries(
    heldPlaces.flatMap((place) => (held[place] === undefined ? [] : [[placeOf(of, place), held[place]]]))
  );

/** The words of each part; `language` is that of the names of options. */
export function writeParts(asked: Asked, held: Held, language: Locale): PartWords {
  const parts = partsOf(asked);
  const { words, rest } = visibleWords(asked, parts, held, language);
  const plain = rest === undefined ? words : { ...words, [otherPart.id]: machineText({ and: rest }) };
  if (
    Object.keys(held).length === 0 ||
    (isSame(readParts(asked, plain).held, held) && readParts(asked, plain).faults.length === 0)
  )
    return plain;
  return { ...words, [otherPart.id]: machineText({ is: held, as: markOf(parts, words) }) };
}

export function readParts(asked: Asked, given: PartWords): ReadParts {
  const parts = partsOf(asked);
  const words = Object.fromEntries(
    parts.flatMap(({ id }) => (tidy(given[id]) === '' ? [] : [[id, tidy(given[id])]]))
  );
  const other = readOther(words[otherPart.id]);
  if (other?.is && other.as === markOf(parts, words)) return { held: other.is, faults: [] };
  const faults: PartFault[] =
    words[otherPart.id] !== undefined && other === null
      ? [{ part: otherPart.id, kind: 'unreadable', words: words[otherPart.id] ?? '', detail: '' }]
      : [];
  let held: Held = {};
  for (const part of parts) {
    const text = words[part.id];
    if (text === undefined || part.form === 'json') continue;
    const { value, fault, detail, beside } = readPart(asked, part, text);
    if (fault) faults.push({ part: part.id, kind: fault, words: text, detail });
    if (value === undefined) continue;
    held = laid(asked, held, part, value);
    if (beside) held = withBeside(asked, held, part, words, beside);
  }
  const whole = other?.and === undefined ? held.whole : merged(held.whole, other.and);
  return { held: whole === undefined ? held : { ...held, whole }, faults };
}

/** The words to choose from, for a list beside the part; empty where there is none. */
export const offeredWords = ({ form, options }: Part, language: Locale): string[] =>
  form === 'choice' || form === 'flag'
    ? options
        .filter(({ retired, id }) => retired !== true && (form === 'choice' || id === 'yes' || id === 'no'))
        .map((option) => optionWords(option, language))
    : [];

function visibleWords(
  asked: Asked,
  parts: readonly Part[],
  held: Held,
  language: Locale
): { words: Record<string, string>; rest: FieldValue | undefined } {
  const words: Record<string, string> = {};
  const keep = (id: string, text: string | null): boolean => {
    const isKept = text !== null && text === tidy(text) && text !== '';
    if (isKept) words[id] = text;
    return isKept;
  };
  for (const place of locales) if (parts.some(({ id }) => id === place)) keep(place, textOf(held[place]));
  if (!isTree(held.whole) || isSingle(asked)) {
    // Both languages in one value are said as words all the same.
    if (isBilingual(held.whole) && Object.keys(held).length === 1 && !isOpen(asked))
      for (const place of locales) if (parts.some(({ id }) => id === place)) keep(place, held.whole[place]);
    const only = parts.find(({ id }) => isWhole(id));
    const value = held.whole;
    if (only && value !== undefined) keep(only.id, partWords(asked, only, value, language));
    return { words, rest: undefined };
  }
  let rest: FieldValue | undefined = held.whole;
  for (const part of parts) {
    const path = part.id.split('.');
    const value = at(rest, path);
    if (value === undefined || part.form === 'json') continue;
    const text = partWords(asked, part, value, language);
    // Only what reads as the same is said in words; the rest of the value keeps it.
    if (text !== null && isSame(readPart(asked, part, text).value, value) && keep(part.id, text))
      rest = without(rest, path);
  }
  return { words, rest };
}

const textOf = (value: FieldValue | undefined): string | null => (typeof value === 'string' ? value : null);
const isWhole = (id: string): boolean =>
  id === 'plain' || id === 'choice' || id === 'choices' || id === 'date' || id === 'entries';
const isSingle = ({ kind }: Asked): boolean =>
  !['money', 'percentage', 'percentage-split', 'quantity', 'duration'].includes(kind);

function partWords(
  asked: Asked,
  { form, options }: Part,
  value: FieldValue,
  language: Locale
): string | null {
  switch (form) {
    case 'choice': {
      const text = choiceWords(value, options, language);
      return isOpen(asked) || options.some(({ id }) => id === value) ? text : null;
    }
    case 'choices':
      return choicesWords(value, options, language);
    case 'entries':
      return entriesWords(asked.fields, value, language, writeParts);
    case 'number':
      return typeof value === 'number' ? String(value) : null;
    case 'flag': {
      const option = options.find(({ id }) => id === (value === true ? 'yes' : value === false ? 'no' : ''));
      return option ? optionWords(option, language) : null;
    }
    case 'date': {
      const option = options.find(({ id }) => id === value);
      return option ? optionWords(option, language) : typeof value === 'string' ? value : null;
    }
    case 'words':
    case 'line':
    case 'period':
    case 'currency':
    case 'json':
      return textOf(value);
  }
}

/** Whether the city may add to the choices. */
const isOpen = ({ kind }: Asked): boolean =>
  kind === 'single-choice' || kind === 'tags' || kind === 'party-list';

function readPart(asked: Asked, { form, options }: Part, text: string): Read {
  switch (form) {
    case 'choice':
      return readChoice(text, options, isOpen(asked));
    case 'choices':
      return readChoices(text, options);
    case 'entries':
      return readEntries(asked.fields, text, readParts);
    case 'number':
      return readNumberPart(text);
    case 'period':
      return readPeriod(text);
    case 'currency':
      return readCurrency(text);
    case 'flag':
      return readFlag(text);
    case 'date':
      return readDate(text);
    case 'words':
    case 'line':
    case 'json':
      return { value: text, fault: null, detail: '', beside: null };
  }
}

function laid(asked: Asked, held: Held, { id }: Part, value: FieldValue): Held {
  if (isSingle(asked)) return isWhole(id) ? { ...held, whole: value } : { ...held, [id]: value };
  return { ...held, whole: put(held.whole, id.split('.'), value) };
}

/** An amount may say its currency, and that it is near, where no part of their own says so. */
function withBeside(
  asked: Asked,
  held: Held,
  { id }: Part,
  words: PartWords,
  { currency, isApproximate }: NonNullable<Read['beside']>
): Held {
  const prefix = id.slice(0, id.lastIndexOf('.') + 1);
  const isMoney = id === `${prefix}amount`;
  const beside = (name: string, value: FieldValue, next: Held): Held =>
    words[prefix + name] === undefined
      ? { ...next, whole: put(next.whole, (prefix + name).split('.'), value) }
      : next;
  const named = isMoney && currency !== null ? beside('currency', currency, held) : held;
  const knows = (name: string): boolean => partsOf(asked).some((part) => part.id === prefix + name);
  if (!isApproximate) return named;
  return isMoney
    ? beside('approximate', true, named)
    : knows('comparator')
      ? beside('comparator', 'approx', named)
      : named;
}

const tidy = (text: string | undefined): string => (text ?? '').replace(/\r\n?/g, '\n').trim();
type Tree = Readonly<Record<string, FieldValue>>;
const isTree = (value: FieldValue | undefined): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (tree: Tree, key: string): FieldValue | undefined =>
  Object.hasOwn(tree, key) ? tree[key] : undefined;

const at = (value: FieldValue | undefined, [head, ...tail]: readonly string[]): FieldValue | undefined =>
  head === undefined ? value : isTree(value) ? at(own(value, head), tail) : undefined;

function put(
  value: FieldValue | undefined,
  [head, ...tail]: readonly string[],
  given: FieldValue
): FieldValue {
  if (head === undefined) return given;
  const tree = isTree(value) ? value : {};
  return { ...tree, [head]: put(own(tree, head), tail, given) };
}

/** Undefined where nothing is left. */
function without(value: FieldValue | undefined, [head, ...tail]: readonly string[]): FieldValue | undefined {
  if (!isTree(value) || head === undefined) return undefined;
  const inner = without(own(value, head), tail);
  const left = Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      key !== head ? [[key, one]] : inner === undefined ? [] : [[key, inner]]
    )
  );
  return Object.keys(left).length > 0 ? left : undefined;
}

function merged(value: FieldValue | undefined, more: FieldValue): FieldValue {
  if (!isTree(value) || !isTree(more)) return more;
  return {
    ...value,
    ...Object.fromEntries(Object.entries(more).map(([key, one]) => [key, merged(own(value, key), one)]))
  };
}

/** As JSON has it: what a store would keep apart is different, no more. */
export const isSame = (one: unknown, other: unknown): boolean => stableText(one) === stableText(other);
/** The same for the same value, in whatever order its keys stand. */
export const stableText = (value: unknown): string =>
  JSON.stringify([value], (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner
  );

const markOf = (parts: readonly Part[], words: PartWords): string =>
  fingerprint(
    parts.flatMap(({ id, form }) => (form === 'json' || !words[id] ? [] : [`${id}=${words[id]}`])).join('\n')
  );

/** It was parsed as JSON, so that whatever stands in it is a value. */
const otherShape = z.object({
  and: z.custom<FieldValue>().optional(),
  is: z.partialRecord(z.enum(heldPlaces), z.custom<FieldValue>()).optional(),
  as: z.string().optional()
});

/** JSON in signs that every format carries. */
const machineText = (value: { and?: FieldValue; is?: Held; as?: string }): string =>
  JSON.stringify(value).replace(
    /[^\u0020-\uD7FF\uE000-\uF8FF\uF900-\uFFFD]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
  );

function readOther(
  text: string | undefined
): { and?: FieldValue | undefined; is?: Held | undefined; as?: string | undefined } | null {
  if (text === undefined) return null;
  try {
    const parsed = otherShape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
