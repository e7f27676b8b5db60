/**
 * Parses what a person types into the search field. Nothing in it is an operator except quotation marks: every
 * word and every run of Chinese must occur, and what stands in quotation marks must occur as it stands.
 */
import { foldedText, tokensOf, type Token } from './tokens.ts';

/** Limits a query in UTF-16 units, and in words and runs of Chinese. */
export const longestQuery = 200;
export const mostTerms = 16;

/** Holds tokens that follow each other; of the last one, the beginning suffices where `isPrefix` says so. */
export interface Phrase {
  readonly tokens: readonly string[];
  readonly isPrefix: boolean;
}

/** All must occur in one passage. */
export type Phrases = readonly Phrase[];

export interface SearchQuery {
  /** Lists alternatives: a passage is found that has all phrases of one of them. */
  readonly alternatives: readonly Phrases[];
}

export type QueryFault = 'empty' | 'no-words' | 'too-short' | 'too-long' | 'too-many-words';
export type ParsedQuery =
  | { readonly ok: true; readonly query: SearchQuery }
  | { readonly ok: false; readonly fault: QueryFault };

const faulty = (fault: QueryFault): ParsedQuery => ({ ok: false, fault });

/** Describes a term of the glossary, in both languages. */
export interface Equivalent {
  readonly en: string;
  readonly zh: string;
}

/**
 * One that equals a term of the glossary also finds the term's equivalent in the other language. While it is
 * being typed (`isTyping`), its last word may be half of one. The length is checked before anything is read.
 */
export function parseQuery(
  text: string,
  equivalents: Equivalents = new Map(),
  isTyping = false
): ParsedQuery {
  if (text.length > longestQuery) return faulty('too-long');
  if (text.trim() === '') return faulty('empty');
  const phrases = phrasesOf(text);
  if (phrases.length === 0) return faulty('no-words');
  if (phrases.length > mostTerms) return faulty('too-many-words');
  const [only] = phrases;
  if (phrases.length === 1 && only && isTooShort(only)) return faulty('too-short');
  const half = isTyping ? halfTyped(text) : [];
  return {
    ok: true,
    query: {
      alternatives: [
        phrases,
        ...half.map((phrase) => [...phrases.slice(0, -1), phrase]),
        ...(equivalents.get(termKey(text)) ?? [])
      ]
    }
  };
}

/** Says that a query is one Latin letter, which would find nearly everything; one Chinese character is a word. */
const isTooShort = ({ tokens, isPrefix }: Phrase): boolean =>
  tokens.length === 1 && !isPrefix && /^[a-z]$/.test(tokens[0] ?? '');

/** The least letters of a half-typed word: fewer begin too many words. */
const leastTyped = 3;
/** The most letters that a half-typed word may have beyond the stem of the whole: “universit” is on its way from “univers”. */
const mostBeyond = 4;
const leastStem = 4;

/**
 * Returns phrases for an English word that the text ends with, as the half of a longer one: a stem that begins with
 * it, or the stem that it is about to leave.
 */
function halfTyped(text: string): Phrase[] {
  const [, word = ''] = /([a-z]+)$/.exec(foldedText(text)) ?? [];
  if (word.length < leastTyped || tokensOf(text).at(-1)?.kind !== 'word') return [];
  const shorter = Array.from({ length: mostBeyond }, (_, index) => word.slice(0, -1 - index));
  return [
    { tokens: [word], isPrefix: true },
    ...shorter
      .filter(({ length }) => length >= leastStem)
      .map((stem) => ({ tokens: [stem], isPrefix: false }))
  ];
}

const quoted = /["“”„«»「」『』]/u;

function phrasesOf(text: string): Phrase[] {
  // Every second piece stands between two quotation marks; one without its counterpart means nothing.
  const pieces = text.split(quoted);
  return pieces.flatMap((piece, index) => {
    const tokens = tokensOf(piece);
    const isQuoted = index % 2 === 1 && index < pieces.length - 1;
    return (isQuoted ? [tokens] : termsOf(tokens)).flatMap((own) => phraseOf(own) ?? []);
  });
}

/** Splits tokens into words and runs of Chinese. */
function termsOf(tokens: readonly Token[]): Token[][] {
  const terms: Token[][] = [];
  let run: Token[] = [];
  for (const token of tokens) {
    run.push(token);
    if (token.kind === 'pair') continue;
    terms.push(run);
    run = [];
  }
  return terms;
}

/**
 * A run of Chinese at its end may go on in the text, so that its last character is no token of its own there.
 */
function phraseOf(tokens: readonly Token[]): Phrase | undefined {
  const last = tokens.at(-1);
  if (!last) return undefined;
  const isRunOn = last.kind === 'last' && tokens.at(-2)?.kind === 'pair';
  return {
    tokens: (isRunOn ? tokens.slice(0, -1) : tokens).map(({ token }) => token),
    isPrefix: last.kind === 'last' && !isRunOn
  };
}

/** Returns the query that finds any of the texts as it stands. */
export const queryOfAny = (texts: readonly string[]): SearchQuery => ({
  alternatives: texts.flatMap((text) => {
    const phrase = phraseOf(tokensOf(text));
    return phrase ? [[phrase]] : [];
  })
});

const termKey = (text: string): string =>
  tokensOf(text)
    .map(({ token }) => token)
    .join(' ');

/** Maps each term, as its tokens, to what also finds it. */
export type Equivalents = ReadonlyMap<string, readonly Phrases[]>;

/** Prepares the terms of a glossary for queries. */
export function equivalentsOf(terms: readonly Equivalent[]): Equivalents {
  const made = new Map<string, Phrases[]>();
  const add = (key: string, other: string): void => {
    const phrase = phraseOf(tokensOf(other));
    if (key !== '' && phrase) made.set(key, [...(made.get(key) ?? []), [phrase]]);
  };
  for (const { en, zh } of terms) {
    const [own, other] = [termKey(en), termKey(zh)];
    add(own, zh);
    if (other !== own) add(other, en);
  }
  return made;
}
