/** Checks whether the whole of an element is within the window. */
export function isInView(element: Element): boolean {
  const { top, bottom, width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && top >= 0 && bottom <= window.innerHeight;
}
