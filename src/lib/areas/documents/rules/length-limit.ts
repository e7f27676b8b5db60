/**
 * Defines how long a section may be: English in words, Chinese in characters. A limit is an aim that writers see
 * next to their text; nothing is refused for it.
 */
import { isSlug } from '#base/ids.ts';
import { locales, type Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

/** Null where none is set. */
export type LengthLimit = Readonly<Record<Locale, number | null>>;

/** Maps sections to their limits: a characteristic of all findings by its id, a chapter by `chapterKey`. */
export type LengthLimits = Readonly<Record<string, LengthLimit>>;

export const longestLimit = 100_000;
const mostSections = 500;

export const chapterKey = (slug: string): string => `chapter:${slug}`;

const isSection = (key: string): boolean => isSlug(key.replace(/^chapter:/, ''));

/** Limits of sections without any are left out. */
export function validateLimits(given: LengthLimits): Result<LengthLimits> {
  const limits: Record<string, LengthLimit> = {};
  const entries = Object.entries(given);
  if (entries.length > mostSections) return refuse('too-many');
  for (const [section, limit] of entries) {
    if (!isSection(section)) return refuse('invalid', { field: 'section' });
    for (const language of locales) {
      const most = limit[language];
      if (most !== null && !(Number.isInteger(most) && most >= 1 && most <= longestLimit))
        return refuse('invalid', { field: `${language}:${section}` });
    }
    if (limit.en !== null || limit.zh !== null) limits[section] = { en: limit.en, zh: limit.zh };
  }
  return ok(limits);
}

export const limitOf = (limits: LengthLimits, section: string): LengthLimit | null =>
  Object.hasOwn(limits, section) ? (limits[section] ?? null) : null;

/** 0 where it is not too long, or where no limit is set. */
export const excessOf = (count: number, limit: number | null): number =>
  limit === null ? 0 : Math.max(0, count - limit);
