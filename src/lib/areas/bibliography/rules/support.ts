/**
 * Defines what statements of the study rest on: a support names a passage, an answer, a piece of evidence or
 * another thing of the study, with a fingerprint of it as it was when it was cited. So a statement whose support
 * has changed or is gone can be marked for review.
 */
import { isWellFormed } from '#base/bad-characters.ts';
import { isPartId, isQuestionId, isSlug } from '#base/ids.ts';
import { isLocale, type Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

/** Lists the kinds of things that are named by their id alone. */
export const thingKinds = [
  'evidence',
  'entry',
  'figure',
  'talk',
  'source',
  'practice',
  'finding',
  'step',
  'next-step'
] as const;
export type ThingKind = (typeof thingKinds)[number];
export const supportKinds = ['passage', 'answer', ...thingKinds] as const;
export type SupportKind = (typeof supportKinds)[number];

/** Names one section of a text: of a city's findings, or of a chapter. */
export type SupportPlace =
  | { readonly city: string; readonly section: string }
  | { readonly chapter: string; readonly section: string };

/** Names a block of a text, with the words as they were cited. */
export interface PassageSupport {
  readonly kind: 'passage';
  readonly place: SupportPlace;
  readonly language: Locale;
  readonly block: string;
  readonly quote: string;
  /** Holds the fingerprint of the block as it was. */
  readonly print: string;
}

/** Its words are not part of the support: the reader may not know them. */
export interface AnswerSupport {
  readonly kind: 'answer';
  readonly city: string;
  readonly question: string;
  readonly print: string;
}

export interface ThingSupport {
  readonly kind: ThingKind;
  readonly id: string;
  /** Null for one that is known by its id alone. */
  readonly print: string | null;
}

export type Support = PassageSupport | AnswerSupport | ThingSupport;

/** The words and the fingerprint are read where it is. */
export type SupportTarget =
  | {
      readonly kind: 'passage';
      readonly place: SupportPlace;
      readonly block: string;
      readonly quote?: string;
    }
  | { readonly kind: 'answer'; readonly city: string; readonly question: string }
  | { readonly kind: ThingKind; readonly id: string };

/** Says whether what a support names still is as it was cited. */
export const supportStates = ['holds', 'changed', 'gone'] as const;
export type SupportState = (typeof supportStates)[number];

/** Says what a support does for a statement: it bears it out, speaks against it, or names what answers it. */
export const supportRoles = ['supports', 'counters', 'answers'] as const;
export type SupportRole = (typeof supportRoles)[number];

/** In code points. */
export const longestQuote = 500;
/** Limits what one statement rests on. */
export const mostSupports = 200;

/** Describes a thing as it is now; its fingerprint is null where it has none. */
export interface Present {
  readonly print: string | null;
}

/** `present` is undefined where the thing does not exist any more. */
export function stateOfSupport(
  { print }: Pick<Support, 'print'>,
  present: Present | undefined
): SupportState {
  if (!present) return 'gone';
  return print === null || present.print === null || print === present.print ? 'holds' : 'changed';
}

const placeKey = (place: SupportPlace): string =>
  'city' in place ? `city ${place.city} ${place.section}` : `chapter ${place.chapter} ${place.section}`;

/** The same for two supports of the same thing. */
export function supportKey(target: SupportTarget | Support): string {
  if (target.kind === 'passage') return `passage ${placeKey(target.place)} ${target.block}`;
  if (target.kind === 'answer') return `answer ${target.city} ${target.question}`;
  return `${target.kind} ${target.id}`;
}

/** Null for a chapter, or a thing that belongs to no city. */
export function cityOfTarget(target: SupportTarget | Support): string | null {
  if (target.kind === 'answer') return target.city;
  return target.kind === 'passage' && 'city' in target.place ? target.place.city : null;
}

const isBlockId = (value: string): boolean => /^[A-Za-z0-9_~-]{1,80}$/.test(value);
const isThingId = (value: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(value);
const isPrint = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{16,64}$/.test(value);

/** To a number of code points, so that no character is cut in two. */
export const shortened = (text: string, most = longestQuote): string =>
  text.length <= most ? text : Array.from(text).slice(0, most).join('');

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
const stringIn = (fields: Fields | undefined, name: string): string => {
  const value = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' ? value : '';
};

function placeIn(value: unknown): SupportPlace | undefined {
  const fields = fieldsOf(value);
  const [city, chapter, section] = ['city', 'chapter', 'section'].map((name) => stringIn(fields, name)) as [
    string,
    string,
    string
  ];
  if (!isSlug(section) && !isPartId(section)) return undefined;
  if (isSlug(city) && chapter === '') return { city, section };
  return isSlug(chapter) && city === '' ? { chapter, section } : undefined;
}

/** Anybody may have sent anything; `invalid` names the field. */
export function parseTarget(value: unknown): Result<SupportTarget> {
  const fields = fieldsOf(value);
  const kind = supportKinds.find((one) => one === stringIn(fields, 'kind'));
  if (!fields || !kind) return refuse('invalid', { field: 'kind' });
  if (kind === 'passage') {
    const place = placeIn(fields['place']);
    if (!place) return refuse('invalid', { field: 'place' });
    const [block, quote] = [stringIn(fields, 'block'), stringIn(fields, 'quote')];
    if (!isBlockId(block)) return refuse('invalid', { field: 'block' });
    if (!isWellFormed(quote)) return refuse('invalid', { field: 'quote' });
    if (Array.from(quote).length > longestQuote) return refuse('too-large', { field: 'quote' });
    return ok({ kind, place, block, ...(quote === '' ? {} : { quote }) });
  }
  if (kind === 'answer') {
    const [city, question] = [stringIn(fields, 'city'), stringIn(fields, 'question')];
    if (!isSlug(city)) return refuse('invalid', { field: 'city' });
    return isQuestionId(question) ? ok({ kind, city, question }) : refuse('invalid', { field: 'question' });
  }
  const id = stringIn(fields, 'id');
  return isThingId(id) ? ok({ kind, id }) : refuse('invalid', { field: 'id' });
}

/** From the form in which it is stored or sent. */
export function parseSupport(value: unknown): Result<Support> {
  const target = parseTarget(value);
  if (!target.ok) return target;
  const fields = fieldsOf(value) ?? {};
  const print = fields['print'] ?? null;
  if (target.value.kind !== 'passage' && target.value.kind !== 'answer')
    return print === null || isPrint(print)
      ? ok({ ...target.value, print })
      : refuse('invalid', { field: 'print' });
  if (!isPrint(print)) return refuse('invalid', { field: 'print' });
  if (target.value.kind === 'answer') return ok({ ...target.value, print });
  const { language } = fields;
  if (!isLocale(language)) return refuse('invalid', { field: 'language' });
  return ok({ ...target.value, quote: target.value.quote ?? '', language, print });
}

/** Names the only section of a chapter, as `document/narrative` does. */
const sectionOfChapter = 'body';

const things: readonly { readonly kind: ThingKind; readonly at: RegExp }[] = [
  { kind: 'evidence', at: /^\/assessments\/[a-z0-9-]+\/evidence\/([A-Za-z0-9_-]+)$/ },
  { kind: 'practice', at: /^\/practices\/([A-Za-z0-9_-]+)$/ },
  { kind: 'finding', at: /^\/themes\/([A-Za-z0-9_-]+)$/ },
  { kind: 'entry', at: /^\/context\/entries\/([A-Za-z0-9_-]+)$/ },
  { kind: 'figure', at: /^\/context\/figures\/([A-Za-z0-9_-]+)$/ },
  { kind: 'talk', at: /^\/context\/talks#([A-Za-z0-9_-]+)$/ },
  { kind: 'source', at: /^\/context\/sources\/([A-Za-z0-9_-]+)$/ },
  { kind: 'source', at: /^\/context\/sources#source-([A-Za-z0-9_-]+)$/ },
  { kind: 'step', at: /^\/roadmap#step-([A-Za-z0-9_-]+)$/ },
  { kind: 'next-step', at: /^\/next-steps#step-([A-Za-z0-9_-]+)$/ }
];

/**
 * Reads what the address of a page names: a marked block or an answer of a text, a piece of evidence, a card.
 * Takes whole addresses and paths. Returns undefined for a page of another study, or one that names no single thing.
 */
export function targetOfLink(link: string, studySlug: string): SupportTarget | undefined {
  if (link.length > 2_000) return undefined;
  const trimmed = link.trim();
  if (!URL.canParse(trimmed, 'http://here.invalid')) return undefined;
  const parsed = new URL(trimmed, 'http://here.invalid');
  const base = `/studies/${studySlug}`;
  if (!parsed.pathname.startsWith(`${base}/`)) return undefined;
  const path = parsed.pathname.slice(base.length);
  const hash = parsed.hash.slice(1);
  for (const { kind, at } of things) {
    const id = at.exec(`${path}${at.source.includes('#') ? `#${hash}` : ''}`)?.[1];
    if (id !== undefined) return validTarget({ kind, id });
  }
  const block = hash.replace(/^(?:block|pair)-/, '');
  const [, chapter] = /^\/chapters\/([a-z0-9-]+)$/.exec(path) ?? [];
  if (chapter !== undefined)
    return validTarget({ kind: 'passage', place: { chapter, section: sectionOfChapter }, block });
  const [, city = '', section = ''] = /^\/assessments\/([a-z0-9-]+)\/([A-Za-z0-9_-]+)$/.exec(path) ?? [];
  const [, question] = /^question-(.+)$/.exec(decoded(hash)) ?? [];
  if (question !== undefined) return validTarget({ kind: 'answer', city, question });
  return parsed.searchParams.get('text') === 'response'
    ? undefined
    : validTarget({ kind: 'passage', place: { city, section }, block });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function validTarget(target: SupportTarget): SupportTarget | undefined {
  const parsed = parseTarget(target);
  return parsed.ok ? parsed.value : undefined;
}
