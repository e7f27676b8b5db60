/** Reads the forms by which pages save suggestions and decide about them. */
import { z } from 'zod';
import { allowedHref, allowedId } from '#document/allowed.ts';
import { isAnchorEnd } from '#document/sequence/anchor-end.ts';
import { flagMarks, linkMark } from '#document/sequence/shapes.ts';
import { locales } from '#base/locale.ts';
import {
  insertedText,
  longestSuggestion,
  longestSuggestionQuote,
  mostPieces,
  mostSuggestionsAtOnce,
  suggestionActs,
  suggestionKinds,
  type SavedSuggestion,
  type SuggestionAct
} from '#rules/suggestions/suggestion.ts';
import { oneOf, textIn, versionIn } from '#lib/forms/fields.ts';

/** Limits the field with the changes, in characters. */
const longestField = 1_500_000;

const words = (most: number) =>
  z
    .string()
    .max(most)
    // eslint-disable-next-line no-control-regex -- no control character but a line break or a tab is part of a text
    .refine((value) => !/\p{Surrogate}/u.test(value) && !/[\u0000-\u0008\u000b-\u001f]/.test(value));
const isId = (value: string): boolean => allowedId(value) !== null;
const suggestionId = z.uuid();
const end = z.string().refine((value) => value === '' || isAnchorEnd(value));
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const flag = z.strictObject({ type: z.enum(flagMarks) });
const link = z.strictObject({
  type: z.literal(linkMark),
  attrs: z.strictObject({ href: z.string().refine((href) => allowedHref(href) === href) })
});
const suggestion = z
  .strictObject({
    id: suggestionId,
    language: z.enum(locales),
    kind: z.enum(suggestionKinds),
    blockId: z.string().refine(isId).nullable(),
    from: end,
    to: end,
    deleted: z.array(z.strictObject({ client: count, clock: count, length: count.min(1) })).max(mostPieces),
    quote: words(longestSuggestionQuote),
    content: z
      .array(
        z.strictObject({
          text: words(longestSuggestion).min(1),
          marks: z.array(z.union([flag, link])).max(10)
        })
      )
      .max(mostPieces),
    target: z.string().refine(isId).nullable()
  })
  .refine(isWhole);
const changes = z.strictObject({
  saved: z.array(suggestion).max(mostSuggestionsAtOnce),
  withdrawn: z.array(suggestionId).max(mostSuggestionsAtOnce)
});

/** Checks that a suggestion holds what its kind says, and nothing else. */
function isWhole({ kind, deleted, content, blockId, target }: Omit<SavedSuggestion, 'from' | 'to'>): boolean {
  if (insertedText({ content }).length > longestSuggestion) return false;
  const [deletes, inserts] = [deleted.length > 0, content.length > 0];
  if (kind === 'move') return blockId !== null && !deletes && !inserts;
  return target === null && deletes === (kind !== 'insert') && inserts === (kind !== 'delete');
}

/** From the field `changes` (JSON); null for anything else. */
export function suggestionChangesIn(
  form: FormData
): { readonly saved: readonly SavedSuggestion[]; readonly withdrawn: readonly string[] } | null {
  const text = form.get('changes');
  if (typeof text !== 'string' || text.length > longestField) return null;
  try {
    return changes.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Returns what a person decides about which suggestion, as they saw it; null for anything else. */
export function suggestionDecisionIn(
  form: FormData
): { readonly act: SuggestionAct; readonly id: string; readonly version: number } | null {
  const act = oneOf(suggestionActs, textIn(form, 'act'));
  return act === undefined ? null : { act, id: textIn(form, 'id').slice(0, 100), version: versionIn(form) };
}
