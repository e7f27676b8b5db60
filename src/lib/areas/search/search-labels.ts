/** Names kinds of what is found, and says why a query cannot be searched. */
import type { Locale } from '#base/locale.ts';
import type { SearchKind } from '#rules/search/search.ts';
import { m } from '#lib/paraglide/messages.js';

const kinds: Readonly<Record<SearchKind, () => string>> = {
  person: m.search_kind_person,
  term: m.search_kind_term,
  city: m.search_kind_city,
  framework: m.search_kind_framework,
  finding: m.label_findings,
  chapter: m.search_kind_chapter,
  response: m.search_kind_response,
  answer: m.label_answers,
  confidential: m.search_kind_confidential,
  evidence: m.label_evidence,
  practice: m.search_kind_practice,
  theme: m.search_kind_theme,
  code: m.search_kind_code,
  memo: m.search_kind_memo,
  meeting: m.search_kind_meeting,
  'next-step': m.search_kind_next_step,
  step: m.search_kind_step,
  context: m.search_kind_context,
  source: m.search_kind_source,
  talk: m.search_kind_talk,
  comment: m.search_kind_comment,
  'city-comment': m.search_kind_city_comment
};

export const searchKindLabel = (kind: SearchKind): string => kinds[kind]();

const faults = {
  empty: m.search_start,
  'no-words': m.search_fault_no_words,
  'too-short': m.search_fault_too_short,
  'too-long': m.search_fault_too_long,
  'too-many-words': m.search_fault_too_many_words
} as const;

/** Returns the sentence in a language; in that of the page where none is named. */
export const searchFaultSentence = (fault: keyof typeof faults, locale?: Locale): string =>
  faults[fault]({}, locale === undefined ? {} : { locale });
