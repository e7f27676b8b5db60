/** Checks whether the whole of an element is within the window, above what is fixed to its lower edge. */
export function isInView(element: Element): boolean {
  const { top, bottom, width, height } = element.getBoundingClientRect();
  const covered = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
  return width > 0 && height > 0 && top >= 0 && bottom <= window.innerHeight - covered;
}
