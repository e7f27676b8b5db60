/**
 * Finds the terms of a glossary in a passage in one pass, the longest at each place: in English by words and
 * their simple inflections, in Chinese by characters.
 */
import type { CheckedTerm, VariantUse } from '../glossary.ts';
import { locales, type Locale } from '#base/locale.ts';
import { type Piece, keysOf, piecesOf, words, spellings, withoutPlural, han, latin } from './term-pieces.ts';

/** Says which term a form belongs to, by its place in the list, and how it may be used. */
export interface TermSense {
  readonly term: number;
  readonly use: 'preferred' | VariantUse;
  /** Holds the place of the variant in its term; -1 for the term itself. */
  readonly variant: number;
}

interface Form {
  readonly senses: TermSense[];
  /** Holds the form as it is written where capitals tell it from an everyday word; null otherwise. */
  readonly written: string | null;
}

interface Branch {
  readonly next: Map<string, Branch>;
  forms: Form[];
}

export interface TermIndex {
  readonly terms: readonly CheckedTerm[];
  readonly en: Branch;
  readonly zh: Branch;
}

export interface TermOccurrence {
  readonly from: number;
  readonly to: number;
  /** A word may belong to several terms. */
  readonly senses: readonly TermSense[];
}

export interface FoundTerms {
  /** From left to right, without overlaps. */
  readonly occurrences: readonly TermOccurrence[];
  /** By their place in the list, also as a part of a longer one. */
  readonly present: ReadonlySet<number>;
}

/** Words of Chinese across which a short term would be read: 司法人员 holds no 法人. */
const acrossWords =
  '司法人员 执法人员 执法人 立法人员 守法人员 违法人员 扩大数据 加大数据 增大数据 最大数据 较大数据 重大数据 强大数据 高新区 更新区 创新区 新区域 新区别 新区分 全新区 特征求 标准化学 基准备';

const longestForm = 200;
const newBranch = (): Branch => ({ next: new Map(), forms: [] });

/** Prepares the glossary once, so that each passage is read in one pass. */
export function indexTerms(terms: readonly CheckedTerm[]): TermIndex {
  const index: TermIndex = { terms, en: newBranch(), zh: newBranch() };
  for (const word of acrossWords.split(' ')) formAt(index.zh, keysOf('zh', word), null);
  terms.forEach((term, number) => {
    for (const language of locales) {
      const listed = new Set(
        term.variants.filter((variant) => variant.language === language).map(({ text }) => text.trim())
      );
      const add = (text: string, use: TermSense['use'], variant: number): void =>
        addForm(index[language], language, term, text, { term: number, use, variant });
      for (const form of formsOf(term.term[language])) if (!listed.has(form)) add(form, 'preferred', -1);
      term.variants.forEach(({ language: of, text, use }, variant) => {
        if (of === language) add(text.trim(), use, variant);
      });
    }
  });
  return index;
}

/** A term with an explanation in brackets is found with it and without: 新建型（绿地）项目. */
function formsOf(term: string): string[] {
  const whole = term.trim();
  const without = whole.replace(/\s*[(（][^()（）]*[)）]/g, '').trim();
  return without === '' || without === whole ? [whole] : [whole, without];
}

/** Limits the spellings of one form. */
const mostSpellings = 16;

/**
 * Lists the forms of a term in a language for a search that knows plurals and conjugations by itself: with the other
 * spellings of their words, which it does not.
 */
export function formsToFind(term: CheckedTerm, language: Locale): string[] {
  const variants = term.variants.filter((variant) => variant.language === language).map(({ text }) => text);
  const forms = [...formsOf(term.term[language]), ...variants].filter((form) => form.trim() !== '');
  if (language === 'zh') return [...new Set(forms)];
  return [...new Set(forms.flatMap(spelledAlike))];
}

function spelledAlike(form: string): string[] {
  let spelled = [''];
  let last = 0;
  for (const { 0: word, index } of form.matchAll(words)) {
    const gap = form.slice(last, index);
    const ways = spellingsOfWord(word);
    spelled = spelled.flatMap((before) => ways.map((way) => before + gap + way)).slice(0, mostSpellings);
    last = index + word.length;
  }
  return spelled;
}

function spellingsOfWord(word: string): string[] {
  const plain = word.toLowerCase();
  const single = withoutPlural(plain);
  const others = [...spellings].flatMap((pair) =>
    pair.some((one) => one === plain || one === single) ? pair : []
  );
  const ending = /([iy])[sz](?=(?:ations?|ed|ing|e|es|er|ers|able)$)/;
  const exchanged = ['s', 'z'].map((sign) => plain.replace(ending, `$1${sign}`));
  return [...new Set([plain, ...others, ...exchanged])];
}

function addForm(root: Branch, language: Locale, term: CheckedTerm, text: string, sense: TermSense): void {
  if (text === '' || text.length > longestForm) return;
  const keys = keysOf(language, text);
  if (keys.length === 0) return;
  const first = text[0] ?? '';
  const isAbbreviation = /^[A-Z][A-Z\d&-]{1,7}$/.test(text);
  const isName = term.kind !== 'term' && first !== first.toLowerCase();
  formAt(root, keys, language === 'en' && (isAbbreviation || isName) ? text : null).senses.push(sense);
}

function formAt(root: Branch, keys: readonly string[], written: string | null): Form {
  let branch = root;
  for (const key of keys) {
    let next = branch.next.get(key);
    if (next === undefined) branch.next.set(key, (next = newBranch()));
    branch = next;
  }
  let form = branch.forms.find((one) => one.written === written);
  if (form === undefined) {
    form = { senses: [], written };
    // A form with capitals is the more exact one.
    branch.forms = written === null ? [...branch.forms, form] : [form, ...branch.forms];
  }
  return form;
}

interface Reading {
  readonly from: number;
  readonly to: number;
  /** Counts the pieces. */
  readonly length: number;
  readonly senses: readonly TermSense[];
}

/** Positions are those of the text that was given. */
export function findTerms(index: TermIndex, language: Locale, text: string): FoundTerms {
  const root = index[language];
  const occurrences: TermOccurrence[] = [];
  const present = new Set<number>();
  if (root.next.size === 0) return { occurrences, present };
  const pieces = piecesOf(language, text);
  let free = 0;
  for (let index = 0; index < pieces.length; index++) {
    const longest = readAt(root, language, text, pieces, index, present);
    if (longest === null || index < free) continue;
    free = index + longest.length;
    if (longest.senses.length > 0)
      occurrences.push({ from: longest.from, to: longest.to, senses: longest.senses });
  }
  return { occurrences, present };
}

/** Returns the longest form that begins at a piece, and notes the terms of all of them. */
function readAt(
  root: Branch,
  language: Locale,
  text: string,
  pieces: readonly Piece[],
  start: number,
  present: Set<number>
): Reading | null {
  const first = pieces[start];
  if (!first) return null;
  if (language === 'zh' && startsWithinWord(text, first.from)) return null;
  let branch: Branch | undefined = root;
  let longest: Reading | null = null;
  for (let at = start; at < pieces.length; at++) {
    const piece = pieces[at];
    if (!piece || (at > start && !piece.joins)) break;
    branch = branch.next.get(piece.key);
    if (branch === undefined) break;
    if (branch.forms.length === 0 || (language === 'zh' && endsWithinWord(text, piece.to))) continue;
    const said = text.slice(first.from, piece.to);
    const form = branch.forms.find(({ written }) => written === null || isWrittenAs(said, written));
    if (form === undefined) continue;
    for (const { term, use } of form.senses) if (use === 'preferred' || use === 'allowed') present.add(term);
    longest = { from: first.from, to: piece.to, length: at - start + 1, senses: form.senses };
  }
  return longest;
}

/** A name keeps its capitals: Nice is no "nice", and EIB no "eib"; a plural of an abbreviation is allowed. */
const isWrittenAs = (said: string, written: string): boolean =>
  /^[A-Z][A-Z\d&-]+$/.test(written)
    ? said.replace(/s$/, '') === written
    : said[0] === written[0] || said === said.toUpperCase();

/** Latin letters in Chinese text are words: BRT is not in "BRTX". */
const isLatin = (sign: string): boolean => latin.test(sign) && !han.test(sign);
const startsWithinWord = (text: string, at: number): boolean =>
  isLatin(text[at] ?? '') && isLatin(text[at - 1] ?? '');
const endsWithinWord = (text: string, at: number): boolean =>
  isLatin(text[at - 1] ?? '') && isLatin(text[at] ?? '');
