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

export const isOpen = (comment: CityComment): boolean => isUndecided(factsOf(comment));
export const isUnanswered = (comment: CityComment): boolean => awaitsAnswer(factsOf(comment));
export const isContested = ({ answer }: CityComment): boolean => answer?.answer === 'contested';

const showing: Readonly<Record<Show, (comment: CityComment) => boolean>> = {
  all: () => true,
  open: isOpen,
  unanswered: isUnanswered,
  contested: isContested
};

export const filtered = (
  comments: readonly CityComment[],
  { show, kind, of, disposition }: Filter
): CityComment[] =>
  comments.filter(
    (comment) =>
      showing[show](comment) &&
      (kind === null || comment.kind === kind) &&
      (of === null || (comment.section ?? 'whole') === of) &&
      (disposition === null || comment.decision?.disposition === disposition)
  );

/**
 * Returns the query that is preserved from one action to the next: the filter and the section, not what is
 * being written.
 */
export function filterQuery(query: URLSearchParams, more: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams();
  for (const name of ['section', 'show', 'kind', 'of', 'disposition']) {
    const value = query.get(name);
    if (value) params.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  return params.size > 0 ? `?${params}` : '';
}
