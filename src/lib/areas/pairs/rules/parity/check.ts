/**
 * Compares the English and the Chinese passage of a pair: numbers by value, units, currencies, comparators,
 * percentages, dates, periods, lengths of lists, and names. A finding is made only where it is likely true.
 */
import { readChinese } from './chinese.ts';
import { readEnglish } from './english.ts';
import { mostFindings, withKeys, type Excerpt, type ParityFinding } from './finding.ts';
import { withoutIdioms } from './idioms.ts';
import { readEnumerations, readLists, type Enumeration, type ParityList } from './lists.ts';
import { matchQuantities } from './match.ts';
import { findNames, type NameIndex, type NameOccurrence } from './names.ts';
import { normalised } from './normalise.ts';
import { mostQuantities, type Quantity } from './quantity.ts';

export interface ParityPassage {
  readonly text: string;
  /** Holds the lists of the passage where its blocks are known; without it they are read from the text. */
  readonly lists?: readonly ParityList[];
  /** Holds the level and fact chips of the passage where they are known. */
  readonly chips?: readonly ParityChip[];
}

/** Names a chip by the sign that stands for it, with the place of what the text holds for it. */
export interface ParityChip {
  readonly sign: string;
  readonly from: number;
  readonly to: number;
}

/** The longest passage that is read, in UTF-16 code units; a text is limited to less. */
const longestPassage = 4_000_000;

type Said = Omit<ParityFinding, 'key'>;

/** Returns the findings in the order of the English passage, and what it lacks in the order of the Chinese one. */
export function checkParity(
  en: ParityPassage,
  zh: ParityPassage,
  names: NameIndex | null = null
): ParityFinding[] {
  // What is not translated yet is a matter of its state and not of its figures.
  if (en.text.trim() === '' || zh.text.trim() === '') return [];
  const english = readPassage('en', en, names);
  const chinese = readPassage('zh', zh, names);
  const isTooLong = Math.max(english.quantities.length, chinese.quantities.length) >= mostQuantities;
  const matched = matchQuantities(
    isTooLong ? { en: [], zh: [] } : { en: english.quantities, zh: chinese.quantities },
    { en: english.text, zh: chinese.text }
  );
  const excerptEn = (quantity: Quantity): Excerpt => excerptOf(en.text, quantity);
  const excerptZh = (quantity: Quantity): Excerpt => excerptOf(zh.text, quantity);
  const said: Said[] = [
    ...matched.conflicts.map((pair) => ({
      kind: pair.conflict,
      en: excerptEn(pair.en),
      zh: excerptZh(pair.zh)
    })),
    ...matched.missing.en.map((quantity) => ({
      kind: 'missing' as const,
      en: excerptEn(quantity),
      zh: null
    })),
    ...matched.missing.zh.map((quantity) => ({
      kind: 'missing' as const,
      en: null,
      zh: excerptZh(quantity)
    })),
    ...listFindings(en.text, zh.text, english, chinese),
    ...chipFindings(en.chips ?? [], zh.chips ?? []),
    ...nameFindings(en.text, zh.text, english.names, chinese.names)
  ];
  said.sort(
    (one, other) =>
      (one.en?.from ?? Infinity) - (other.en?.from ?? Infinity) || (one.zh?.from ?? 0) - (other.zh?.from ?? 0)
  );
  return withKeys(said.slice(0, mostFindings), en.text, zh.text);
}

interface ReadPassage {
  readonly text: string;
  readonly quantities: readonly Quantity[];
  readonly lists: readonly ParityList[];
  readonly enumerations: readonly Enumeration[];
  readonly names: readonly NameOccurrence[];
}

function readPassage(language: 'en' | 'zh', passage: ParityPassage, index: NameIndex | null): ReadPassage {
  const written = normalised(passage.text.slice(0, longestPassage));
  const names = index === null ? [] : findNames(index, language, written);
  // A number in a name, such as Horizon 2020, counts nothing.
  const lists = readLists(withoutNames(written, names));
  const text = withoutIdioms(language, lists.text);
  const quantities = (language === 'en' ? readEnglish : readChinese)(text);
  return {
    text,
    quantities,
    lists: passage.lists ?? lists.lists,
    enumerations: readEnumerations(language, text, quantities),
    names
  };
}

function withoutNames(text: string, names: readonly NameOccurrence[]): string {
  if (names.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of names) {
    parts.push(text.slice(at, from), ' '.repeat(to - from));
    at = to;
  }
  return parts.join('') + text.slice(at);
}

const excerptOf = (text: string, { from, to, value, unit, currency }: Quantity): Excerpt => ({
  text: text.slice(from, to),
  from,
  to,
  value,
  unit: currency ?? unit?.symbol ?? null
});

const listExcerpt = (text: string, { from, to, length }: ParityList): Excerpt => ({
  text: text.slice(from, to),
  from,
  to,
  value: length,
  unit: null
});

function listFindings(en: string, zh: string, english: ReadPassage, chinese: ReadPassage): Said[] {
  const findings: Said[] = [];
  if (english.lists.length === chinese.lists.length)
    english.lists.forEach((list, index) => {
      const other = chinese.lists[index];
      if (other && other.length !== list.length)
        findings.push({ kind: 'list', en: listExcerpt(en, list), zh: listExcerpt(zh, other) });
    });
  // Where one language lists what it announces, and the other does not.
  const left = [...chinese.enumerations];
  for (const list of english.enumerations) {
    const at = left.findIndex(({ announced }) => announced === list.announced);
    const [other] = at < 0 ? [] : left.splice(at, 1);
    if (
      other &&
      ((list.isComplete && !other.isComplete && other.isPlain) ||
        (other.isComplete && !list.isComplete && list.isPlain))
    )
      findings.push({ kind: 'list', en: listExcerpt(en, list), zh: listExcerpt(zh, other) });
  }
  return findings;
}

/** Returns the chips that one passage has more often than the other. */
function chipFindings(en: readonly ParityChip[], zh: readonly ParityChip[]): Said[] {
  const lacking = (of: readonly ParityChip[], other: readonly ParityChip[]): Excerpt[] => {
    const there = other.map(({ sign }) => sign);
    return of.flatMap(({ sign, from, to }) => {
      const at = there.indexOf(sign);
      if (at >= 0) there.splice(at, 1);
      return at < 0 ? [{ text: sign, from, to, value: null, unit: null }] : [];
    });
  };
  return [
    ...lacking(en, zh).map((excerpt) => ({ kind: 'chip' as const, en: excerpt, zh: null })),
    ...lacking(zh, en).map((excerpt) => ({ kind: 'chip' as const, en: null, zh: excerpt }))
  ];
}

/** These stand for a name that was given before. */
const pronouns = {
  en: /\b(?:it|its|this|the (?:city|district|area|zone|municipality|bank|fund|plan|programme|ministry|body))\b/i,
  zh: /该|其|本[市区]|我[市区]|此/
};

function nameFindings(
  en: string,
  zh: string,
  english: readonly NameOccurrence[],
  chinese: readonly NameOccurrence[]
): Said[] {
  const lacking = (of: readonly NameOccurrence[], other: readonly NameOccurrence[]): NameOccurrence[] => {
    const there = new Set(other.map(({ name }) => name));
    const seen = new Set<number>();
    return of.filter(({ name }) => !there.has(name) && !seen.has(name) && seen.add(name));
  };
  const onlyEn = lacking(english, chinese);
  const onlyZh = lacking(chinese, english);
  const excerpt = (text: string, { from, to }: NameOccurrence): Excerpt => ({
    text: text.slice(from, to),
    from,
    to,
    value: null,
    unit: null
  });
  const findings: Said[] = [];
  const both = Math.min(onlyEn.length, onlyZh.length);
  for (let index = 0; index < both; index++) {
    const [one, other] = [onlyEn[index], onlyZh[index]];
    if (one && other) findings.push({ kind: 'name', en: excerpt(en, one), zh: excerpt(zh, other) });
  }
  if (!pronouns.zh.test(zh))
    for (const name of onlyEn.slice(both)) findings.push({ kind: 'name', en: excerpt(en, name), zh: null });
  // English often leaves out what Chinese names again, unless it names something else.
  if (english.length > 0 && !pronouns.en.test(en))
    for (const name of onlyZh.slice(both)) findings.push({ kind: 'name', en: null, zh: excerpt(zh, name) });
  return findings;
}
