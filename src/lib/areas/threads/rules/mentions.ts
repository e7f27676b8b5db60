/**
 * Finds the users whom a comment mentions. A mention is typed as `@Name` or, with a Chinese keyboard, `＠姓名`,
 * and stored as `@[userId]`, so that it still means the same person after a change of name.
 */
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export interface Mentionable {
  readonly id: string;
  readonly name: Bilingual;
}

export interface Named {
  readonly body: string;
  /** Each once, in the order of their first mention. */
  readonly userIds: readonly string[];
}

const token = /[@＠]\[([^\]\s]{1,100})\]/gu;

/**
 * A name that two people have mentions no one, nor does the name of a person who is not among `people`, those
 * who see the thread; a token of such a person is refused as `invalid`.
 */
export function readMentions(body: string, people: readonly Mentionable[]): Result<Named> {
  const known = new Map(people.map((person) => [person.id, person]));
  const named = byName(people);
  const pattern = named.size === 0 ? null : patternOf([...named.keys()]);
  const rewritten = pattern
    ? body.replace(pattern, (whole, name: string) => tokenOf(named.get(name.toLowerCase()), whole))
    : body;
  const userIds: string[] = [];
  for (const [, id = ''] of rewritten.matchAll(token)) {
    if (!known.has(id)) return refuse('invalid', { field: 'mention' });
    if (!userIds.includes(id)) userIds.push(id);
  }
  return ok({ body: rewritten.replace(token, '@[$1]'), userIds });
}

/**
 * The longest name is tried first; a match is neither part of an e-mail address nor the beginning of another
 * word.
 */
const patternOf = (names: readonly string[]): RegExp =>
  new RegExp(
    `(?<![A-Za-z0-9._-])[@＠](${[...names]
      .sort((a, b) => b.length - a.length)
      .map(
        (name) =>
          escaped(name) + (/[\p{Script=Latin}\p{N}]$/u.test(name) ? '(?![\\p{Script=Latin}\\p{N}])' : '')
      )
      .join('|')})`,
    'giu'
  );

const tokenOf = (id: string | null | undefined, otherwise: string): string => (id ? `@[${id}]` : otherwise);
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * Indexes people by their names in both languages, in lower case; null where more than one person has the
 * name.
 */
function byName(people: readonly Mentionable[]): Map<string, string | null> {
  const named = new Map<string, string | null>();
  for (const { id, name } of people) {
    for (const one of new Set([name.en, name.zh].map((text) => text.trim().toLowerCase()))) {
      if (one !== '') named.set(one, named.has(one) && named.get(one) !== id ? null : id);
    }
  }
  return named;
}

export type Piece = { readonly text: string } | { readonly userId: string };

/** Splits a stored body for display into text and mentions. */
export function piecesOf(body: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of body.matchAll(token)) {
    if (match.index > at) pieces.push({ text: body.slice(at, match.index) });
    pieces.push({ userId: match[1] ?? '' });
    at = match.index + match[0].length;
  }
  if (at < body.length) pieces.push({ text: body.slice(at) });
  return pieces;
}

export const mentionedIn = (body: string): string[] => [
  ...new Set([...body.matchAll(token)].map((match) => match[1] ?? ''))
];

/**
 * Returns the part of a name that was typed after `@`, to filter the list of people; null where the caret is
 * in no name.
 */
export function nameBefore(
  text: string,
  caret: number
): { readonly from: number; readonly query: string } | null {
  const match = /(^|[^A-Za-z0-9._-])[@＠]([\p{L}\p{N}'’·.-]{0,40}(?: [\p{L}'’·.-]{0,40})?)$/u.exec(
    text.slice(0, caret)
  );
  return match ? { from: match.index + (match[1]?.length ?? 0), query: match[2] ?? '' } : null;
}

/**
 * Returns the people whose name in either language holds what was typed, in the order in which they come; first
 * those whose name begins with it.
 */
export function matchingNames<T extends { readonly name: Bilingual }>(
  people: readonly T[],
  query: string
): T[] {
  const typed = query.trim().toLowerCase();
  const placeOf = ({ name }: T): number => {
    const places = [name.en, name.zh].map((text) => text.toLowerCase().indexOf(typed));
    return places.includes(0) ? 0 : Math.max(...places) < 0 ? -1 : 1;
  };
  const [first, others] = [0, 1].map((place) => people.filter((one) => placeOf(one) === place));
  return [...(first ?? []), ...(others ?? [])];
}
