/** Names kinds of what is found, and says why a query cannot be searched. */
import type { Locale } from '#base/locale.ts';
import type { SearchKind } from '#rules/search/search.ts';
import { m } from '#lib/paraglide/messages.js';

const kinds: Readonly<Record<SearchKind, () => string>> = {
  person: m.nav_people,
  term: m.nav_glossary,
  city: m.label_cities,
  framework: m.nav_framework,
  finding: m.label_findings,
  chapter: m.nav_chapters,
  response: m.search_kind_response,
  answer: m.label_answers,
  confidential: m.search_kind_confidential,
  evidence: m.label_evidence,
  practice: m.nav_practices,
  theme: m.nav_themes,
  code: m.coding_codes,
  memo: m.search_kind_memo,
  meeting: m.nav_meetings,
  'next-step': m.search_kind_next_step,
  step: m.roadmap_steps,
  context: m.context_nav,
  source: m.context_view_sources,
  talk: m.search_kind_talk,
  comment: m.comments_title,
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

/** In the language of the page where none is named. */
export const searchFaultSentence = (fault: keyof typeof faults, locale?: Locale): string =>
  faults[fault]({}, locale === undefined ? {} : { locale });
