/**
 * Checks what the attributes of a text may hold, regardless of its author: applied when something is pasted,
 * shown or printed. Raw Yjs can hold anything, so nothing that leaves a document is trusted without these
 * checks.
 */

/** Limits an image embedded in a text, in characters of its data address. */
export const maxImageLength = 700_000;
const maxHrefLength = 2_000;

const linkProtocols = ['http:', 'https:', 'mailto:'];
// Browsers drop these inside an address before they read its scheme.
// eslint-disable-next-line no-control-regex
const ignoredByBrowsers =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0020\u007f-\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]/g;

/** Returns the address if a link may lead there: absolute http, https or mailto. */
export function allowedHref(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > maxHrefLength) return null;
  const bare = value.replace(ignoredByBrowsers, '');
  if (!/^(https?:\/\/|mailto:)/i.test(bare) || !URL.canParse(bare)) return null;
  return linkProtocols.includes(new URL(bare).protocol) ? bare : null;
}

/**
 * Returns the source if an image may be shown from it: bytes of a known picture type, which are part of the
 * text. What lies at an address can change after the text was signed, so a picture that older texts name by
 * its path is not shown.
 */
export function allowedImageSource(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > maxImageLength) return null;
  return /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/.test(value) ? value : null;
}

export const allowedId = (value: unknown): string | null =>
  typeof value === 'string' && /^[A-Za-z0-9_~-]{1,80}$/.test(value) ? value : null;

export const allowedSpan = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100 ? value : 1;

export const allowedStart = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100_000 ? value : 1;

export const allowedAlign = (value: unknown): 'left' | 'center' | 'right' | null =>
  value === 'left' || value === 'center' || value === 'right' ? value : null;
