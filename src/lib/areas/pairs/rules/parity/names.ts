/** Finds names of cities, bodies and plans whose fixed equivalent the other passage lacks. */
import type { Bilingual } from '#base/locale.ts';

/** Holds the ways in which one name is written in each language; any of them is the equivalent of any other. */
export interface NameEquivalent {
  readonly en: readonly string[];
  readonly zh: readonly string[];
}

interface Form {
  readonly text: string;
  readonly name: number;
}

/** Holds forms by their first two letters, the longest first. */
export interface NameIndex {
  readonly en: ReadonlyMap<string, readonly Form[]>;
  readonly zh: ReadonlyMap<string, readonly Form[]>;
}

export interface NameOccurrence {
  readonly name: number;
  readonly from: number;
  readonly to: number;
}

const start = (text: string): string => text.slice(0, 2);

function indexOf(forms: readonly Form[]): Map<string, Form[]> {
  const byStart = new Map<string, Form[]>();
  for (const form of forms) {
    if (form.text.length < 2) continue;
    const same = byStart.get(start(form.text));
    if (same) same.push(form);
    else byStart.set(start(form.text), [form]);
  }
  for (const same of byStart.values()) same.sort((one, other) => other.text.length - one.text.length);
  return byStart;
}

/** Prepares the table once, so that a passage is read in one pass. */
export const indexNames = (names: readonly NameEquivalent[]): NameIndex => ({
  en: indexOf(names.flatMap(({ en }, name) => en.map((text) => ({ text, name })))),
  zh: indexOf(names.flatMap(({ zh }, name) => zh.map((text) => ({ text, name }))))
});

const letter = /[\p{L}\d]/u;
/** Words that begin within a short name: 那里加强 is not Riga, 建成都市圈 not Chengdu. */
const notAName = /^(?:里加[强大快入以装深密速]|成都市[圈群])/;

/** The longest form at each place. */
export function findNames(index: NameIndex, language: 'en' | 'zh', text: string): NameOccurrence[] {
  const found: NameOccurrence[] = [];
  const forms = index[language];
  if (forms.size === 0) return found;
  const firstLetters = new Set([...forms.keys()].map((key) => key.charCodeAt(0)));
  for (let index = 0; index < text.length - 1; index++) {
    if (!firstLetters.has(text.charCodeAt(index))) continue;
    const candidates = forms.get(text.slice(index, index + 2));
    if (candidates === undefined) continue;
    if (language === 'en' && letter.test(text[index - 1] ?? '')) continue;
    const form = candidates.find(({ text: written }) => isFormAt(language, text, index, written));
    if (form === undefined) continue;
    found.push({ name: form.name, from: index, to: index + form.text.length });
    index += form.text.length - 1;
  }
  return found;
}

function isFormAt(language: 'en' | 'zh', text: string, at: number, written: string): boolean {
  if (!text.startsWith(written, at)) return false;
  if (language === 'en') return !letter.test(text[at + written.length] ?? '');
  return (
    !notAName.test(text.slice(at, at + 4)) && !(written === '成都' && /[建形变组]/.test(text[at - 1] ?? ''))
  );
}

/** Derives the forms of a city from its name in both languages: with and without its level and its parent. */
export function namesOfCity({ en, zh }: Bilingual): NameEquivalent {
  const ownEn = en.split(',')[0]?.trim() ?? en;
  const shortEn = ownEn
    .replace(/^(?:District|City|Town|County|Municipality|Province) of\s+/, '')
    .replace(/\s+(?:District|New Area|City|County|Municipality|Province)$/, '');
  const ownZh = zh.replace(/^\p{Script=Han}{2,3}[省市](?=\p{Script=Han}{2})/u, '');
  const shortZh = ownZh.replace(/(?:新区|[区市县省])$/, '');
  const distinct = (forms: readonly string[]): string[] =>
    [...new Set(forms)].filter((form) => form.length > 1);
  return { en: distinct([en, ownEn, shortEn]), zh: distinct([zh, ownZh, shortZh]) };
}
