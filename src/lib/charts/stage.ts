/**
 * Handles what a chart needs from the browser: whether it is in sight, which theme is on, and saving a
 * picture.
 */
import type { ChartSpec, ChartCaption } from './spec.ts';

/** Calls `then` once, shortly before the element comes into sight. */
export function whenInSight(element: Element, then: () => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: '200px' }
  );
  observer.observe(element);
  return () => observer.disconnect();
}

/**
 * Calls `then` when the theme changes: the system's, or the one that the reader chose on the root element.
 */
export function followTheme(then: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(then);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  system.addEventListener('change', then);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', then);
  };
}

export async function savePicture(
  spec: ChartSpec,
  chartCaption: ChartCaption,
  within: HTMLElement
): Promise<void> {
  const { pictureOf } = await import('./picture.ts');
  const address = URL.createObjectURL(await pictureOf(spec, chartCaption, within));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${spec.id}.png`;
  link.click();
  // By then the browser has started the download.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
