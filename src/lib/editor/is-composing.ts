/**
 * Checks, for the whole editor, whether a key belongs to an input method; no shortcut may act on such a key.
 */

/**
 * The code by which alone Safari marks the key that ends a composition; it reports that key after the
 * composition.
 */
const inputMethodKey = 229;

export const isComposing = (event: KeyboardEvent): boolean =>
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it in Safari
  event.isComposing || event.keyCode === inputMethodKey;
