/** Frees a translation of markup and control characters: it is shown and inserted as plain text on one line. */
const hidden = /<(script|style)\b[^<>]*>[^]*?<\/\1\s*>/gi;
const tag = /<\/?[a-z!][^<>]*>/gi;
const controls = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;
const directions = /[\u202a-\u202e\u2066-\u2069\ufeff]/g;

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
  '&nbsp;': ' ',
  '&amp;': '&'
};
const entity = /&(?:lt|gt|quot|#39|apos|nbsp|amp);/g;

/**
 * Entities are decoded where the source has none, since services that take plain text escape it all the same.
 */
export function withoutMarkup(answer: string, source: string): string {
  const plain = (text: string): string => text.replace(hidden, ' ').replace(tag, '');
  const stripped = plain(answer);
  const decoded =
    source.search(entity) < 0 ? plain(stripped.replace(entity, (one) => entities[one] ?? one)) : stripped;
  return decoded.replace(controls, ' ').replace(directions, '').replace(/\s+/g, ' ').trim();
}
