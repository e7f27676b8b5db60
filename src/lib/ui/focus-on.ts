/**
 * Moves the focus on after an act has removed or disabled the control that had it, so that a reader who works by keys
 * does not begin at the top of the page again.
 */
import { tick } from 'svelte';

export type Stop = HTMLElement | null | undefined;

const controls =
  'button:enabled, a[href], input:enabled:not([type="hidden"]), select:enabled, textarea:enabled, summary';

export const firstControlIn = (element: Element | null | undefined): Stop =>
  element?.querySelector<HTMLElement>(controls);

const isFocusLost = (): boolean => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.matches(':disabled');
};

/** Focuses the first of the controls that can take the focus, unless another control has it by now. */
export async function focusOn(stops: () => readonly Stop[]): Promise<void> {
  await tick();
  if (!isFocusLost()) return;
  for (const stop of stops()) {
    stop?.focus();
    if (stop && document.activeElement === stop) return;
  }
}

/**
 * The returned function finds the first control of the card at its place: the same card, or after its removal
 * the next one, else the last. It finds nothing where no card had the focus.
 */
export function noteCard(list: Element | null | undefined): () => Stop {
  const at = [...(list?.children ?? [])].findIndex((card) => card.contains(document.activeElement));
  return () => {
    const cards = list?.isConnected === true ? [...list.children] : [];
    return at < 0 ? null : firstControlIn(cards[Math.min(at, cards.length - 1)]);
  };
}
