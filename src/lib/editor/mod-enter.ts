/**
 * Submits on Mod+Enter the form that has the focus; Enter alone never does, and keys of an input method are
 * ignored.
 */
import { isComposing } from './is-composing.ts';

export function sendOnModEnter(event: KeyboardEvent & { readonly currentTarget: HTMLFormElement }): void {
  if (isComposing(event)) return;
  // eslint-disable-next-line meridian/raw-enter -- a running composition has been ruled out
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
