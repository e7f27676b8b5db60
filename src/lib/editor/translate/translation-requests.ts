/** Asks the server for earlier translations and drafts, and tells it what was inserted and accepted. */
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { PairIds, PairPrints } from '#domain/pairs.ts';

export interface ShownMatch {
  readonly percent: number;
  readonly isStale: boolean;
  readonly isChecked: boolean;
  readonly difference: readonly { readonly edit: 'kept' | 'inserted' | 'deleted'; readonly text: string }[];
  readonly translation: string;
  readonly where: { readonly name: Bilingual };
}

interface ShownExcerpt {
  readonly text: string;
}

export interface ShownDraft {
  readonly text: string;
  readonly language: Locale;
  readonly findings: readonly {
    readonly key: string;
    readonly en: ShownExcerpt | null;
    readonly zh: ShownExcerpt | null;
  }[];
  readonly lostTerms: readonly Bilingual[];
}

/** Names a text: where the study's translations are asked for, and the query that stands for the text. */
export interface TranslatedText {
  readonly at: string;
  readonly query: string;
}

export interface AskedPassage {
  readonly section: string;
  readonly language: Locale;
  readonly block: string;
}

/** Holds an answer, or the sentence that says why there is none; an empty one where the reader has cancelled. */
export type Answered<T> = { readonly value: T } | { readonly fault: string };

async function ask<T>(
  method: 'GET' | 'POST',
  { at, query }: TranslatedText,
  path: string,
  fields: Readonly<Record<string, string>>,
  signal?: AbortSignal
): Promise<Answered<T>> {
  try {
    const response = await fetch(`${at}/${path}?${query}&${new URLSearchParams(fields)}`, {
      method,
      headers: { accept: 'application/json' },
      ...(signal ? { signal } : {})
    });
    const answer = (await response.json()) as T & { readonly message?: string };
    return response.ok ? { value: answer } : { fault: answer.message ?? '…' };
  } catch {
    return { fault: signal?.aborted ? '' : '…' };
  }
}

const fieldsOf = ({ section, language, block }: AskedPassage) => ({ section, language, block });

export const askMatches = (text: TranslatedText, passage: AskedPassage, signal: AbortSignal) =>
  ask<{ readonly matches: readonly ShownMatch[]; readonly drafts: boolean }>(
    'GET',
    text,
    'matches',
    fieldsOf(passage),
    signal
  );

export const askDraft = (text: TranslatedText, passage: AskedPassage, signal: AbortSignal) =>
  ask<ShownDraft>('POST', text, 'draft', fieldsOf(passage), signal);

export const tellInserted = (text: TranslatedText, section: string, language: Locale, ids: PairIds) =>
  ask<unknown>('POST', text, 'inserted', { section, language, ...ids });

export const tellAccepted = (text: TranslatedText, section: string, ids: PairIds, prints: PairPrints) =>
  ask<unknown>('POST', text, 'accepted', { section, ...ids, enPrint: prints.en, zhPrint: prints.zh });
