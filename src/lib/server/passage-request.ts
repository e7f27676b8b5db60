/** Reads from the query of a request which passage of which text it is about. */
import { z } from 'zod';
import { locales } from '#base/locale.ts';
import { isUnitId } from '#rules/pairs/units.ts';
import { refuseRequest } from './guard.ts';

const name = z.string().max(100);
const block = z.string().max(100).refine(isUnitId);
const text = z.union([
  z
    .object({ text: z.enum(['findings', 'response', 'confidential']), city: name })
    .transform(({ text: kind, city }) => ({ kind, city })),
  z
    .object({ text: z.literal('chapter'), chapter: name })
    .transform(({ chapter }) => ({ kind: 'chapter' as const, slug: chapter }))
]);
const passage = z.object({ section: name, language: z.enum(locales), block: block.min(1) });
const pair = z.object({ section: name, language: z.enum(locales), en: block.min(1), zh: block.min(1) });

const parsed = <T>(locals: App.Locals, shape: z.ZodType<T>, query: URLSearchParams): T => {
  const result = shape.safeParse(Object.fromEntries(query));
  return result.success ? result.data : refuseRequest(locals, { code: 'invalid' });
};

interface PassageRequest {
  readonly locals: App.Locals;
  readonly url: URL;
}

/** Answers `invalid` where it names none. */
export const passageOf = ({ locals, url: { searchParams } }: PassageRequest) => ({
  location: parsed(locals, text, searchParams),
  passage: parsed(locals, passage, searchParams)
});

/** `language` is the side that was drafted. */
export const pairOf = ({ locals, url: { searchParams } }: PassageRequest) => {
  const { section, language, en, zh } = parsed(locals, pair, searchParams);
  return { location: parsed(locals, text, searchParams), pair: { section, language, ids: { en, zh } } };
};
