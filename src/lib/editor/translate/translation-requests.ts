/** Asks the server for earlier translations and drafts, and tells it what was inserted. */
import type { Bilingual, Locale } from '#base/locale.ts';
import type { PairIds } from '#rules/pairs/pairs.ts';
import type { RefusalCode } from '#base/refusal.ts';
import type { TextFinding } from '#rules/pairs/parity/text-findings.ts';

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
  readonly isUntranslated: boolean;
  readonly findings: readonly {
    readonly key: string;
    readonly kind: TextFinding['kind'];
    readonly en: ShownExcerpt | null;
    readonly zh: ShownExcerpt | null;
  }[];
  readonly lostTerms: readonly Bilingual[];
  /** Lists the signs of the chips that the service left out. */
  readonly lostChips: readonly string[];
}

/** Names a text: where the study's translations are asked for, and the query that stands for the text. */
export interface TranslatedText {
  readonly at: string;
  readonly query: string;
  /** A service drafts translations of this text. */
  readonly drafts: boolean;
}

export interface RequestedPassage {
  readonly section: string;
  readonly language: Locale;
  readonly block: string;
}

/** Holds an answer, or why there is none; `fault` is the server's sentence, empty where it gave none. */
export type Answered<T> =
  | { readonly value: T }
  | { readonly fault: string; readonly code: RefusalCode | null };

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
    const answer = (await response.json()) as T & { readonly message?: string; readonly code?: RefusalCode };
    return response.ok ? { value: answer } : { fault: answer.message ?? '', code: answer.code ?? null };
  } catch {
    return { fault: '', code: null };
  }
}

const fieldsOf = ({ section, language, block }: RequestedPassage) => ({ section, language, block });

export const askMatches = (text: TranslatedText, passage: RequestedPassage, signal: AbortSignal) =>
  ask<{ readonly matches: readonly ShownMatch[] }>('GET', text, 'matches', fieldsOf(passage), signal);

export const askDraft = (text: TranslatedText, passage: RequestedPassage, signal: AbortSignal) =>
  ask<ShownDraft>('POST', text, 'draft', fieldsOf(passage), signal);

export const reportInserted = (text: TranslatedText, section: string, language: Locale, ids: PairIds) =>
  ask<unknown>('POST', text, 'inserted', { section, language, ...ids });
