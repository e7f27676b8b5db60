/** Keeps what a reader has before them where it is, while the words around it become longer or shorter. */

const blocks = 'h1, h2, h3, h4, h5, h6, p, li, tr, dt, dd, figure, fieldset, label, summary';
const isShown = (element: Element): boolean => element.getClientRects().length > 0;

/** Returns the first block of the page's text in the window; of anything else where no text is in it. */
function firstInView(): Element | null {
  for (const selector of ['main .prose > *', `main :is(${blocks})`])
    for (const element of document.querySelectorAll(selector)) {
      const { top, bottom } = element.getBoundingClientRect();
      if (isShown(element) && top < innerHeight && (top >= 0 || bottom > innerHeight / 4)) return element;
    }
  return null;
}

/** Returns the element itself, or what stands at its place in the other language where that is shown instead. */
function shownOf(element: Element): Element | null {
  if (!element.isConnected) return null;
  if (isShown(element)) return element;
  const at = [...(element.parentElement?.children ?? [])].indexOf(element);
  const proses = element.closest('.section')?.querySelectorAll('.prose') ?? [];
  const [other] = [...proses].filter((prose) => prose !== element.parentElement && isShown(prose));
  return other?.children[Math.min(at, other.children.length - 1)] ?? null;
}

/**
 * Notes the place of what is in view; the returned function scrolls it back there. At the top of a page it stays there,
 * and a reader who has scrolled meanwhile stays where they went.
 */
export function holdPlace(): () => void {
  let held = scrollY > 0 ? firstInView() : null;
  const before = held?.getBoundingClientRect().top ?? 0;
  const letGo = (): void => {
    held = null;
  };
  for (const event of ['wheel', 'touchmove', 'keydown'])
    addEventListener(event, letGo, { once: true, passive: true });
  return () => {
    const now = held && shownOf(held);
    if (now) scrollBy({ top: now.getBoundingClientRect().top - before, behavior: 'instant' });
  };
}
