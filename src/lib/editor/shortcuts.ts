/** Formats a shortcut for the reader's machine. */
const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

export const hintOf = (keys: string): string =>
  isApple
    ? keys.replaceAll('Mod', '⌘').replaceAll('Alt', '⌥').replaceAll('Shift', '⇧').replaceAll('+', ' ')
    : keys.replaceAll('Mod', 'Ctrl');
