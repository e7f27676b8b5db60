/**
 * Writes a value as named parts in plain text, whatever the format, and reads it back unchanged: what the
 * parts cannot express is stored next to them as JSON, and counts only while the visible texts are still
 * those that were written.
 */
import { z } from 'zod';
import { locales, type Locale } from '#base/locale.ts';
import { isBilingual, type FieldValue } from '#rules/framework/record.ts';
import { rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { FilePart } from '#rules/framework/answer-kinds/file-part.ts';
import { fingerprint } from '#base/canonical.ts';
import { cellKey, type CellOf } from '#document/answer-cells.ts';
import type { Cells } from '#document/answers.ts';
import type { Held, PartFault, PartTexts, ReadParts } from './held.ts';
import { entriesText, readEntries } from './part-entries.ts';
import { otherPart, partsOf, type ValueModel } from './part-table.ts';
import {
  choicesText,
  choiceText,
  optionText,
  readChoice,
  readChoices,
  readCurrency,
  readFlag,
  readNumberPart,
  readPeriod,
  readTyped,
  type Read
} from './part-text.ts';
import { isTree, at, put, without, merged, isSame } from './value-trees.ts';

export {
  valueModelOf,
  fieldsOf,
  figureFields,
  partsOf,
  type ValueModel,
  type FieldValueModel
} from './part-table.ts';
export type { Held, PartFault, PartTexts, ReadParts } from './held.ts';
export { optionText, normalizedText } from './part-text.ts';

export const heldKeys = ['whole', ...locales] as const;
const keyOfHeld = (of: CellOf, heldKey: (typeof heldKeys)[number]): string =>
  cellKey({ ...of, language: heldKey === 'whole' ? null : heldKey });

export const heldIn = (cells: Cells, of: CellOf): Held =>
  Object.fromEntries(
    heldKeys.flatMap((heldKey) =>
      cells[keyOfHeld(of, heldKey)] === undefined ? [] : [[heldKey, cells[keyOfHeld(of, heldKey)]]]
    )
  );

export const cellsOfHeld = (of: CellOf, held: Held): Record<string, FieldValue> =>
  Object.fromEntries(
    heldKeys.flatMap((heldKey) =>
      held[heldKey] === undefined ? [] : [[keyOfHeld(of, heldKey), held[heldKey]]]
    )
  );

/** `language` is the language for the names of options. */
export function writeParts(model: ValueModel, held: Held, language: Locale): PartTexts {
  const parts = partsOf(model);
  const { text, rest } = visibleTexts(model, parts, held, language);
  const plain = rest === undefined ? text : { ...text, [otherPart.id]: machineText({ and: rest }) };
  if (
    Object.keys(held).length === 0 ||
    (isSame(readParts(model, plain).held, held) && readParts(model, plain).faults.length === 0)
  )
    return plain;
  return { ...text, [otherPart.id]: machineText({ is: held, as: markOf(parts, text) }) };
}

export function readParts(model: ValueModel, given: PartTexts): ReadParts {
  const parts = partsOf(model);
  const texts = Object.fromEntries(
    parts.flatMap(({ id }) => (tidy(given[id]) === '' ? [] : [[id, tidy(given[id])]]))
  );
  const other = readOther(texts[otherPart.id]);
  if (other?.is && other.as === markOf(parts, texts)) return { held: other.is, faults: [] };
  const faults: PartFault[] =
    texts[otherPart.id] !== undefined && other === null
      ? [{ part: otherPart.id, kind: 'unreadable', text: texts[otherPart.id] ?? '', detail: '' }]
      : [];
  let held: Held = {};
  for (const part of parts) {
    const text = texts[part.id];
    if (text === undefined || part.form === 'json') continue;
    const { value, fault, detail, extras } = readPart(model, part, text);
    if (fault) faults.push({ part: part.id, kind: fault, text, detail });
    if (value === undefined) continue;
    held = laid(model, held, part, value);
    if (extras) held = withExtras(model, held, part, texts, extras);
  }
  const whole = other?.and === undefined ? held.whole : merged(held.whole, other.and);
  return { held: whole === undefined ? held : { ...held, whole }, faults };
}

/** For a list next to the part; empty where there are no choices. */
export const offeredTexts = ({ form, options }: FilePart, language: Locale): string[] =>
  form === 'choice' || form === 'flag'
    ? options
        .filter(({ retired, id }) => retired !== true && (form === 'choice' || id === 'yes' || id === 'no'))
        .map((option) => optionText(option, language))
    : [];

function visibleTexts(
  model: ValueModel,
  parts: readonly FilePart[],
  held: Held,
  language: Locale
): { text: Record<string, string>; rest: FieldValue | undefined } {
  const texts: Record<string, string> = {};
  const storeText = (id: string, text: string | null): boolean => {
    const isUsable = text !== null && text === tidy(text) && text !== '';
    if (isUsable) texts[id] = text;
    return isUsable;
  };
  for (const heldKey of locales)
    if (parts.some(({ id }) => id === heldKey)) storeText(heldKey, textOf(held[heldKey]));
  if (!isTree(held.whole) || isSingle(model)) {
    // A value with both languages is written as text all the same.
    if (isBilingual(held.whole) && Object.keys(held).length === 1 && !isOpen(model))
      for (const heldKey of locales)
        if (parts.some(({ id }) => id === heldKey)) storeText(heldKey, held.whole[heldKey]);
    const only = parts.find(({ isWhole }) => isWhole);
    const value = held.whole;
    if (only && value !== undefined) storeText(only.id, partText(model, only, value, language));
    return { text: texts, rest: undefined };
  }
  let rest: FieldValue | undefined = held.whole;
  for (const part of parts) {
    const path = part.id.split('.');
    const value = at(rest, path);
    if (value === undefined || part.form === 'json') continue;
    const text = partText(model, part, value, language);
    // Only what parses to the same value is written as text; the rest of the value stays in `rest`.
    if (text !== null && isSame(readPart(model, part, text).value, value) && storeText(part.id, text))
      rest = without(rest, path);
  }
  return { text: texts, rest };
}

const textOf = (value: FieldValue | undefined): string | null => (typeof value === 'string' ? value : null);
const isSingle = ({ kind }: ValueModel): boolean => rulesOfKind(kind).checks === undefined;

function partText(
  model: ValueModel,
  { form, options }: FilePart,
  value: FieldValue,
  language: Locale
): string | null {
  switch (form) {
    case 'choice': {
      const text = choiceText(value, options, language);
      return isOpen(model) || options.some(({ id }) => id === value) ? text : null;
    }
    case 'choices':
      return choicesText(value, options, language);
    case 'entries':
      return entriesText(model.fields, value, language, writeParts);
    case 'number':
      return typeof value === 'number' ? String(value) : null;
    case 'flag': {
      const option = options.find(({ id }) => id === (value === true ? 'yes' : value === false ? 'no' : ''));
      return option ? optionText(option, language) : null;
    }
    case 'typed': {
      const option = options.find(({ id }) => id === value);
      return option ? optionText(option, language) : typeof value === 'string' ? value : null;
    }
    case 'text':
    case 'line':
    case 'period':
    case 'currency':
    case 'json':
      return textOf(value);
  }
}

/** Returns whether the city may add to the choices. */
const isOpen = ({ kind }: ValueModel): boolean => rulesOfKind(kind).takesOwn === true;

function readPart(model: ValueModel, { form, options, read }: FilePart, text: string): Read {
  switch (form) {
    case 'choice':
      return readChoice(text, options, isOpen(model));
    case 'choices':
      return readChoices(text, options);
    case 'entries':
      return readEntries(model.fields, text, readParts);
    case 'number':
      return readNumberPart(text);
    case 'period':
      return readPeriod(text);
    case 'currency':
      return readCurrency(text);
    case 'flag':
      return readFlag(text);
    case 'typed':
      return readTyped(text, options, read);
    case 'text':
    case 'line':
    case 'json':
      return { value: text, fault: null, detail: '', extras: null };
  }
}

function laid(model: ValueModel, held: Held, { id, isWhole }: FilePart, value: FieldValue): Held {
  if (isSingle(model)) return isWhole ? { ...held, whole: value } : { ...held, [id]: value };
  return { ...held, whole: put(held.whole, id.split('.'), value) };
}

/**
 * Adds to an amount the currency and the approximation that its text gives, where no part of their own gives
 * them.
 */
function withExtras(
  model: ValueModel,
  held: Held,
  { id }: FilePart,
  text: PartTexts,
  { currency, isApproximate }: NonNullable<Read['extras']>
): Held {
  const prefix = id.slice(0, id.lastIndexOf('.') + 1);
  const isMoney = id === `${prefix}amount`;
  const setExtra = (name: string, value: FieldValue, next: Held): Held =>
    text[prefix + name] === undefined
      ? { ...next, whole: put(next.whole, (prefix + name).split('.'), value) }
      : next;
  const named = isMoney && currency !== null ? setExtra('currency', currency, held) : held;
  const knows = (name: string): boolean => partsOf(model).some((part) => part.id === prefix + name);
  if (!isApproximate) return named;
  return isMoney
    ? setExtra('approximate', true, named)
    : knows('comparator')
      ? setExtra('comparator', 'approx', named)
      : named;
}

const tidy = (text: string | undefined): string => (text ?? '').replace(/\r\n?/g, '\n').trim();

const markOf = (parts: readonly FilePart[], text: PartTexts): string =>
  fingerprint(
    parts.flatMap(({ id, form }) => (form === 'json' || !text[id] ? [] : [`${id}=${text[id]}`])).join('\n')
  );

/** The text was parsed as JSON, so everything in it is a value. */
const otherShape = z.object({
  and: z.custom<FieldValue>().optional(),
  is: z.partialRecord(z.enum(heldKeys), z.custom<FieldValue>()).optional(),
  as: z.string().optional()
});

/** Returns JSON in characters that every format carries. */
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
