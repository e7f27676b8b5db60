/**
 * Defines the context of a study: what public sources say, entered under topics in registers, in both
 * languages, each with the sources that it rests on. Nothing of it is a statement of a city.
 */
import { validateCitations, type Citation } from '#rules/bibliography/bibliography.ts';
import { holdsText, isBlank, isLonger, type Bilingual } from '#base/locale.ts';
import { isPartialDate } from '#base/partial-date.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const registers = [
  'policy',
  'priority',
  'financing',
  'standards',
  'project',
  'trend',
  'concept'
] as const;
export type Register = (typeof registers)[number];

/** In the order of the report's second chapter. */
export const trendAreas = [
  'governance',
  'financing',
  'business-models',
  'services',
  'technology',
  'communities',
  'policies'
] as const;
export type TrendArea = (typeof trendAreas)[number];

/** Groups entries and figures about one subject; figures of one topic are shown side by side. */
export interface Topic {
  readonly id: string;
  readonly title: Bilingual;
  /** Says why what is below it is to be read with care; null where nothing is to be said. */
  readonly caution: Bilingual | null;
  readonly version: number;
}

export type TopicInput = Pick<Topic, 'title' | 'caution'>;

/** Shows a fact next to the answers to a question, or to all of a characteristic; of one city, or of all. */
export interface Pin {
  readonly characteristic: string;
  readonly question: string | null;
  readonly city: string | null;
}

export interface EntryInput {
  readonly register: Register;
  /** Null in all other registers. */
  readonly area: TrendArea | null;
  readonly topicId: string | null;
  /** Holds the title; of a policy, in the original and in the other language. */
  readonly title: Bilingual;
  readonly summary: Bilingual;
  /** Names who issued it: a ministry, the Commission, a bank, a standards body. */
  readonly issuer: Bilingual;
  readonly date: string | null;
  /** Lists the cities that a cooperation project, or a policy, concerns. */
  readonly cities: readonly string[];
  readonly caution: Bilingual | null;
  readonly pins: readonly Pin[];
  readonly citations: readonly Citation[];
}

export interface Entry extends EntryInput {
  readonly id: string;
  readonly version: number;
}

export const longestSummary = 10_000;
export const longestName = 500;
export const longestCaution = 1_000;
export const mostTopics = 500;
export const mostEntries = 5_000;
export const mostPins = 20;
export const mostCitiesOfEntry = 100;

export interface ContextFacts {
  readonly topics: ReadonlySet<string>;
  readonly sources: ReadonlySet<string>;
  readonly cities: ReadonlySet<string>;
  /** Maps each characteristic of the framework to its questions. */
  readonly questions: ReadonlyMap<string, ReadonlySet<string>>;
}

export function validateTopic(input: TopicInput): Result<TopicInput> {
  const { title, caution } = input;
  if (isBlank(title)) return refuse('invalid', { field: 'title' });
  if (isLonger(title, longestName)) return refuse('too-large', { field: 'title' });
  return validCaution(caution) ? ok(input) : refuse('too-large', { field: 'caution' });
}

export function validateEntry(input: EntryInput, facts: ContextFacts): Result<EntryInput> {
  const { register, area, topicId, title, summary, issuer, date, cities, caution, pins, citations } = input;
  if (!registers.includes(register)) return refuse('invalid', { field: 'register' });
  // A trend is filed under one of the seven areas, and nothing else is.
  if ((register === 'trend') !== (area !== null) || (area !== null && !trendAreas.includes(area)))
    return refuse('invalid', { field: 'area' });
  if (topicId !== null && !facts.topics.has(topicId)) return refuse('invalid', { field: 'topic' });
  if (isBlank(title)) return refuse('invalid', { field: 'title' });
  if (isLonger(title, longestName)) return refuse('too-large', { field: 'title' });
  if (isLonger(summary, longestSummary)) return refuse('too-large', { field: 'summary' });
  if (isLonger(issuer, longestName)) return refuse('too-large', { field: 'issuer' });
  if (date !== null && !isPartialDate(date)) return refuse('invalid', { field: 'date' });
  if (cities.length > mostCitiesOfEntry || new Set(cities).size !== cities.length)
    return refuse('invalid', { field: 'cities' });
  if (!cities.every((city) => facts.cities.has(city))) return refuse('invalid', { field: 'cities' });
  if (!validCaution(caution)) return refuse('too-large', { field: 'caution' });
  const fault = faultOfPins(pins, facts);
  if (fault) return fault;
  const cited = validateCitations(citations, facts.sources);
  return cited.ok ? ok(input) : cited;
}

const validCaution = (caution: Bilingual | null): boolean =>
  caution === null || !isLonger(caution, longestCaution);

/** Returns why these pins cannot be kept; null where they can. */
export function faultOfPins(
  pins: readonly Pin[],
  { questions, cities }: Pick<ContextFacts, 'questions' | 'cities'>
): ReturnType<typeof refuse> | null {
  if (pins.length > mostPins) return refuse('too-many', { field: 'pins' });
  const isKnown = pins.every(
    ({ characteristic, question, city }) =>
      questions.has(characteristic) &&
      (question === null || questions.get(characteristic)?.has(question) === true) &&
      (city === null || cities.has(city))
  );
  const names = new Set(pins.map((pin) => JSON.stringify([pin.characteristic, pin.question, pin.city])));
  return isKnown && names.size === pins.length ? null : refuse('invalid', { field: 'pins' });
}

export interface EntryFilter {
  readonly register: Register | null;
  readonly area: TrendArea | null;
  readonly topicId: string | null;
  readonly city: string | null;
  readonly text: string;
}

export const matchesEntry = (entry: EntryInput, filter: EntryFilter): boolean =>
  (filter.register === null || entry.register === filter.register) &&
  (filter.area === null || entry.area === filter.area) &&
  (filter.topicId === null || entry.topicId === filter.topicId) &&
  (filter.city === null || entry.cities.includes(filter.city)) &&
  holdsText([entry.title, entry.issuer, entry.summary], filter.text);
