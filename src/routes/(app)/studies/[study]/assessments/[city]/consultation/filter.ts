/**
 * Reads from the address which comments are shown: a filter can be shared as a link, and works without
 * script.
 */
import {
  awaitsAnswer,
  commentKinds,
  dispositions,
  isUndecided,
  type CommentKind,
  type Disposition
} from '#rules/consultation/consultation.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import type { CityComment } from '#areas/consultation';

export const shows = ['all', 'open', 'unanswered', 'contested'] as const;
export type Show = (typeof shows)[number];

export interface Filter {
  readonly show: Show;
  readonly kind: CommentKind | null;
  /** Names a section, or `whole`. */
  readonly of: string | null;
  readonly disposition: Disposition | null;
}

export const filterIn = (query: URLSearchParams): Filter => ({
  show: oneOf(shows, query.get('show') ?? '') ?? 'all',
  kind: oneOf(commentKinds, query.get('kind') ?? '') ?? null,
  of: query.get('of') || null,
  disposition: oneOf(dispositions, query.get('disposition') ?? '') ?? null
});

const factsOf = ({ stance, origin, decision, answer }: CityComment) => ({
  stance,
  origin,
  disposition: decision?.disposition ?? null,
  answer: answer?.answer ?? null
});

const isOpen = (comment: CityComment): boolean => isUndecided(factsOf(comment));
const isUnanswered = (comment: CityComment): boolean => awaitsAnswer(factsOf(comment));
const isContested = ({ answer }: CityComment): boolean => answer?.answer === 'contested';

const showing: Readonly<Record<Show, (comment: CityComment) => boolean>> = {
  all: () => true,
  open: isOpen,
  unanswered: isUnanswered,
  contested: isContested
};

const filtered = (comments: readonly CityComment[], { show, kind, of, disposition }: Filter): CityComment[] =>
  comments.filter(
    (comment) =>
      showing[show](comment) &&
      (kind === null || comment.kind === kind) &&
      (of === null || (comment.section ?? 'whole') === of) &&
      (disposition === null || comment.decision?.disposition === disposition)
  );

/** Returns the page of the matrix that the address requests, and what is counted over all of it. */
export function matrixOf(url: URL, comments: readonly CityComment[], filter: Filter) {
  const listed = filtered(comments, filter);
  const { things, ...rest } = shownPage(url, listed, ({ id }) => `c-${id}`);
  return {
    ...rest,
    rows: things.map((comment, index) => ({
      comment,
      /** Name the open ones before and after it, also on other pages. */
      previous: listed.slice(0, rest.page.from + index).findLast(isOpen)?.id ?? null,
      next: listed.slice(rest.page.from + index + 1).find(isOpen)?.id ?? null
    })),
    firstOpen: listed.find(isOpen)?.id ?? null,
    all: comments.length,
    allOpen: comments.filter(isOpen).length,
    decidable: comments.filter(({ stance }) => stance !== 'accept').length,
    commentedRounds: [
      ...new Set(comments.filter(({ origin }) => origin === 'city').map(({ round }) => round))
    ]
  };
}

/**
 * Returns the query that is preserved from one action to the next: the filter, its page and the section, not what is
 * being written.
 */
export function filterQuery(query: URLSearchParams, more: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams();
  for (const name of ['section', 'show', 'kind', 'of', 'disposition', 'page', 'at']) {
    const value = query.get(name);
    if (value) params.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  return params.size > 0 ? `?${params}` : '';
}
