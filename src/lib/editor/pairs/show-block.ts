import type { Locale } from '#base/locale.ts';

/** Finds a block of a section as the page shows it, written or read. */
export const findBlock = (section: string, language: Locale, id: string): Element | null =>
  document.querySelector(
    `[data-section="${CSS.escape(section)}"] [data-language="${language}"] .prose [data-id="${CSS.escape(id)}"]`
  );

/**
 * Scrolls to a block of a section, unless all of it is in sight: to the middle of the window, or to its beginning where
 * it is higher than that.
 */
export function showBlock(section: string, language: Locale, id: string): void {
  const block = findBlock(section, language, id);
  if (!block) return;
  const { top, bottom, height } = block.getBoundingClientRect();
  // Bars at both ends of the window cover what is below them.
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  const first = Number.parseFloat(scrollPaddingTop) || 0;
  const last = innerHeight - (Number.parseFloat(scrollPaddingBottom) || 0);
  if (top >= first && bottom <= last) return;
  block.scrollIntoView({ block: height > last - first ? 'start' : 'center', behavior: 'instant' });
}
