/** Mod+Enter sends the form that the key was pressed in; Enter alone never does, and no key of an input method counts. */
import { isComposing } from './is-composing.ts';

export function sendOnModEnter(event: KeyboardEvent & { readonly currentTarget: HTMLFormElement }): void {
  // eslint-disable-next-line meridian/raw-enter -- it is asked first
  if (
    isComposing(event) ||
    event.key !== 'Enter' ||
    !(event.ctrlKey || event.metaKey) ||
    event.defaultPrevented
  )
    return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
