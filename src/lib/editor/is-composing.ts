/** The one place that tells whether a key belongs to an input method; no shortcut may act on such a key. */

/** Safari tells of the key that ends a composition after the composition, with this code alone. */
const inputMethodKey = 229;

export const isComposing = (event: KeyboardEvent): boolean =>
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it in Safari
  event.isComposing || event.keyCode === inputMethodKey;
