/**
 * Keeps what floats over a text, at coordinates of the window, next to its place: the text moves when it is scrolled, or when
 * something above it grows or goes.
 */
import { createSubscriber } from 'svelte/reactivity';

const subscribers = new WeakMap<Element, () => void>();

function subscriberOf(text: Element): () => void {
  return createSubscriber((update) => {
    // What changes above the text changes the size of an element that holds both.
    const sizes = new ResizeObserver(update);
    for (let holder: Element | null = text; holder; holder = holder.parentElement) sizes.observe(holder);
    addEventListener('scroll', update, { capture: true, passive: true });
    addEventListener('resize', update);
    return () => {
      sizes.disconnect();
      removeEventListener('scroll', update, { capture: true });
      removeEventListener('resize', update);
    };
  });
}

/** Makes the effect or derived value that calls it run again each time the text moves. */
export function followMoves(text: Element): void {
  let follow = subscribers.get(text);
  if (!follow) subscribers.set(text, (follow = subscriberOf(text)));
  follow();
}
