/** Checks whether the whole of an element is within the window, above what is fixed to its lower edge. */
export function isInView(element: Element): boolean {
  const { top, bottom, width, height } = element.getBoundingClientRect();
  const covered = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
  return width > 0 && height > 0 && top >= 0 && bottom <= window.innerHeight - covered;
}

const settles = 5_000;

/**
 * Brings an element into view and keeps it there while the page around it still changes, as a list does that grows by what was
 * just added; until its reader scrolls, presses or types, or five seconds have passed.
 */
export function bringIntoView(element: HTMLElement | undefined): void {
  if (!element) return;
  const bring = (): void => {
    if (element.isConnected && !isInView(element)) element.scrollIntoView({ block: 'nearest' });
  };
  bring();
  const ended = new AbortController();
  const changes = new ResizeObserver(bring);
  changes.observe(document.body);
  ended.signal.addEventListener('abort', () => changes.disconnect());
  for (const act of ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const)
    addEventListener(act, () => ended.abort(), { signal: ended.signal, capture: true, passive: true });
  setTimeout(() => ended.abort(), settles);
}
