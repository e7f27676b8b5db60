/** Replaces characters that no output can hold, such as halves of pairs and control characters, by U+FFFD. */
export const cleanText = (text: string): string =>
  text
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    // eslint-disable-next-line no-control-regex -- these are the ones that outputs lack
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
