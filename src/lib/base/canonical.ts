/** Serialises values to canonical JSON, and takes fingerprints of them; docs/versions.md describes the form. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Serialises JSON as RFC 8785 (JCS) does, for values without fractions: keys in the order of their UTF-16
 * code units, no blanks, strings and whole numbers as ECMAScript writes them. Throws for numbers that are not
 * safe integers.
 */
export function canonicalText(value: Json): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError(`${value} has no canonical form here`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join(',')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Numbers with fractions become text, so that figures can be part of canonical JSON; undefined values are left out. */
export function toCanonical(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toCanonical);
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([key, inner]) => [key, toCanonical(inner)])
    );
  }
  throw new TypeError(`A ${typeof value} has no canonical form`);
}

/**
 * Returns a short fingerprint of a text, to detect a change: FNV-1a over UTF-16 code units, two runs of 32
 * bits, 16 hex digits. Equal texts give equal fingerprints in browser and server; it is not secure against
 * attacks and need not be.
 */
export function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + index), 0x85ebca6b);
  }
  const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
  return hex(high) + hex(low);
}

/** Equal things have equal fingerprints. */
export const markOf = (thing: unknown): string => fingerprint(canonicalText(toCanonical(thing)));
