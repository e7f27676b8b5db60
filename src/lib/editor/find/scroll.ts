/**
 * Scrolls an element to the middle of the window with the next frame, when a text that was hidden is shown; without
 * motion where the reader wants none.
 */
export function scrollToMiddle(element: Element | null | undefined): void {
  if (!element) return;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  requestAnimationFrame(() =>
    element.scrollIntoView({ block: 'center', behavior: isCalm ? 'auto' : 'smooth' })
  );
}
