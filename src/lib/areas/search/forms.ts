/** Parses what a search asks for from an address. What is not as expected is left out. */
import { z } from 'zod';
import type { Locale } from '#base/locale.ts';
import { searchKinds } from '#rules/search/search.ts';
import { assessmentStates } from '#base/states.ts';

const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
/** Takes ids alone: no database stores every character. */
const name = optional(z.string().regex(/^[\p{L}\p{N}_.:-]{1,100}$/u));
const day = optional(z.iso.date());

const searchForm = z.object({
  // Its length is judged with a reason; here it is only kept from being copied.
  q: z.string().catch(''),
  typing: optional(z.literal('1')),
  kind: optional(z.enum(searchKinds)),
  city: name,
  side: name,
  characteristic: name,
  state: optional(z.enum(assessmentStates)),
  person: name,
  from: day,
  to: day,
  limit: optional(z.coerce.number().int().min(1).max(50)),
  cursor: optional(z.string().max(30))
});

/** Holds what is searched, as the fields of an address name it. */
export type SearchFields = z.output<typeof searchForm>;

/** Returns the fields that are set and valid. */
export const searchFields = (parameters: URLSearchParams): SearchFields =>
  searchForm.parse(Object.fromEntries([...parameters].filter(([, value]) => value !== '')));

/** Returns the same as the service takes it, for a reader of that language. */
export const searchRequest = ({ q, typing, kind, ...rest }: SearchFields, language: Locale) => ({
  ...rest,
  query: q,
  language,
  isTyping: typing !== undefined,
  kinds: kind === undefined ? undefined : [kind]
});
