/**
 * Writes one part as text and parses it. It accepts what people write: with separators, full-width, in either
 * language; ambiguous text is not read.
 */
import { readAmount } from '#rules/answers/amount.ts';
import type { Labelled } from '#rules/framework/framework.ts';
import type { Locale } from '#base/locale.ts';
import { isBilingual, type FieldValue } from '#rules/framework/record.ts';
import { readCurrency as currencyIn, readPeriod as periodIn } from '#rules/framework/typed-value.ts';

export type PartFaultKind = 'unknown' | 'unreadable' | 'contradictory';
export interface Read {
  readonly value: FieldValue | undefined;
  readonly fault: PartFaultKind | null;
  readonly detail: string;
  /** Holds what the text says of other parts: a currency, that an amount is approximate. */
  readonly extras: { readonly currency: string | null; readonly isApproximate: boolean } | null;
}
const read = (value: FieldValue | undefined, fault: PartFaultKind | null = null, detail = ''): Read => ({
  value,
  fault,
  detail,
  extras: null
});
export const unread: Read = read(undefined, 'unreadable');

/** Returns the text without case, width and blanks, for comparisons. */
export const normalizedText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200B\uFEFF]+/g, '');

const bracketed = /^([^]*?)\s*[[【［]([^[\]【】［］]+)[\]】］]\s*$/;

/** Returns an option as its label, with its id for reading it again. */
export const optionText = ({ id, label }: Labelled, language: Locale): string =>
  `${label[language] || label.en || label.zh} [${id}]`.trim();

interface Found {
  readonly id: string | null;
  readonly fault: PartFaultKind | null;
}

/** Limits the text of a name, number or date, in characters; a longer text is not parsed. */
const longest = 1_000;

/** By its id, or by its label in either language. */
function findOption(text: string, options: readonly Labelled[]): Found | null {
  if (text.length > longest) return null;
  const [, label = '', id] = bracketed.exec(text) ?? [];
  const called = (phrase: string): Labelled | undefined =>
    options.find((option) =>
      [option.id, option.label.en, option.label.zh].some(
        (one) => one !== '' && normalizedText(one) === normalizedText(phrase)
      )
    );
  if (id !== undefined) {
    const option = options.find((one) => one.id === id.trim());
    const other = label.trim() === '' ? undefined : called(label);
    if (option && other && other.id !== option.id && other.label.en !== option.label.en)
      return { id: null, fault: 'contradictory' };
    return { id: option?.id ?? id.trim(), fault: null };
  }
  // A workbook may hold yes and no as truth values.
  const option =
    called(text) ?? (/^true$/i.test(text) ? called('yes') : /^false$/i.test(text) ? called('no') : undefined);
  return option ? { id: option.id, fault: null } : null;
}

const bar = '｜';
const han = /\p{Script=Han}/u;

/**
 * Parses an addition of the city's own: both languages around a bar; without a bar, the script determines the
 * language.
 */
export function ownAddition(text: string): FieldValue {
  const at = text.includes(bar) ? text.indexOf(bar) : text.indexOf('|');
  if (at >= 0) return { en: text.slice(0, at).trim(), zh: text.slice(at + 1).trim() };
  const phrase = text.trim();
  return han.test(phrase) ? { en: '', zh: phrase } : { en: phrase, zh: '' };
}

export function choiceText(value: FieldValue, options: readonly Labelled[], language: Locale): string | null {
  if (isBilingual(value)) return `${value.en} ${bar} ${value.zh}`.trim();
  if (typeof value !== 'string') return null;
  const option = options.find(({ id }) => id === value);
  return option ? optionText(option, language) : `[${value}]`;
}

export function readChoice(text: string, options: readonly Labelled[], takesOwn: boolean): Read {
  const found = findOption(text, options);
  if (found) {
    if (found.fault) return read(undefined, found.fault, text);
    return takesOwn || options.some(({ id }) => id === found.id) ? read(found.id) : unread;
  }
  if (!takesOwn) return unread;
  // An addition may be a typing error: it is taken, and reported for review.
  const isMarked = text.includes(bar) || text.includes('|') || options.length === 0;
  return read(ownAddition(text), isMarked ? null : 'unknown');
}

const none = '—';
const noneMark = /^(?:[—–-]+|none|无)$/i;

export function choicesText(
  value: FieldValue,
  options: readonly Labelled[],
  language: Locale
): string | null {
  if (!Array.isArray(value)) return null;
  const items = (value as readonly FieldValue[]).map((one) => choiceText(one, options, language));
  return items.includes(null) ? null : items.length === 0 ? none : items.join('\n');
}

export function readChoices(text: string, options: readonly Labelled[]): Read {
  if (noneMark.test(text.trim())) return read([]);
  // A label may contain a separator itself, so a line that is one option as a whole is not split.
  const items = text
    .split('\n')
    .flatMap((line) =>
      line.trim() === ''
        ? []
        : line.includes(bar) || findOption(line, options)
          ? [line]
          : line.split(/[;；、]/).filter((one) => one.trim() !== '')
    );
  const all = items.map((one) => readChoice(one.trim(), options, true));
  const fault = all.find((one) => one.fault === 'contradictory') ?? all.find((one) => one.fault !== null);
  if (fault?.fault === 'contradictory') return fault;
  return { ...read(all.flatMap(({ value }) => value ?? [])), fault: fault?.fault ?? null };
}

export function readNumberPart(text: string): Read {
  const plain = text.trim();
  if (plain.length > longest) return unread;
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain))
    return Number.isFinite(Number(plain)) ? read(Number(plain)) : unread;
  const amount = readAmount(text.replace(/[%％]\s*$/, ''));
  return amount
    ? { ...read(amount.amount), extras: { currency: amount.currency, isApproximate: amount.isApproximate } }
    : unread;
}

const readOrNot = (value: FieldValue | null): Read => (value === null ? unread : read(value));

export const readPeriod = (text: string): Read => readOrNot(periodIn(text));

export const readCurrency = (text: string): Read => readOrNot(currencyIn(text));

export function readFlag(text: string): Read {
  if (text.length > longest) return unread;
  const phrase = normalizedText(text.replace(bracketed, '$2'));
  if (['yes', 'true', '1', '是', 'x', '✓', 'y'].includes(phrase)) return read(true);
  return ['no', 'false', '0', '否', 'n'].includes(phrase) ? read(false) : unread;
}

/** Parses a text in a form of its own, or one of the marks that replace it. */
export function readTyped(
  text: string,
  marks: readonly Labelled[],
  readOne: ((text: string) => string | null) | null
): Read {
  if (text.length > longest) return unread;
  const mark = findOption(text, marks)?.id;
  return marks.some(({ id }) => id === mark) ? read(mark ?? undefined) : readOrNot(readOne?.(text) ?? null);
}
