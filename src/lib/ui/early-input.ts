/**
 * Preserves what a reader has typed, chosen, opened and pressed before the scripts load. Hydration renders the
 * page again and would undo it: on a slow connection that is many seconds of work.
 */

type Restore = () => void;

declare global {
  interface Window {
    /** Records clicks from the beginning of the page (app.html). */
    earlyClicks?: EventListenerObject & { readonly targets: readonly EventTarget[] };
  }
}

/**
 * Saves the input before the page is hydrated; returns a function that restores it, to be called afterwards.
 */
export function preserveEarlyInput(root: Document): Restore {
  const restorers = [...inFields(root), ...inDetails(root)];
  removeDefaults(root);
  return () => {
    restorers.forEach((restore) => restore());
    repeatPresses(root);
  };
}

/**
 * Presses the buttons again that only a script could have answered, each once however often it was pressed, in
 * the order in which each was pressed first. Links and submitting buttons have done their work without scripts.
 */
function repeatPresses(root: Document): void {
  const { earlyClicks } = window;
  if (earlyClicks === undefined) return;
  root.removeEventListener('click', earlyClicks);
  const pressed = new Set<HTMLButtonElement>();
  for (const target of earlyClicks.targets) {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button?.type === 'button') pressed.add(button);
  }
  // The router does not work before all of the page does.
  if (pressed.size > 0)
    setTimeout(() => {
      for (const button of pressed) button.click();
    });
}

function* inFields(root: ParentNode): Iterable<Restore> {
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    'input:not([type="hidden"], [type="file"]), textarea'
  )) {
    const { value } = field;
    if (field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')) {
      const { checked } = field;
      if (checked !== field.defaultChecked)
        yield () => putBack(field, field.checked !== checked, () => (field.checked = checked));
    } else if (value !== field.defaultValue)
      yield () => putBack(field, field.value !== value, () => (field.value = value));
  }
  for (const field of root.querySelectorAll('select')) {
    const { value } = field;
    if ([...field.options].some((option) => option.selected !== option.defaultSelected))
      yield () => putBack(field, field.value !== value, () => (field.value = value));
  }
}

function* inDetails(root: ParentNode): Iterable<Restore> {
  for (const details of root.querySelectorAll('details')) {
    const { open } = details;
    yield () => (details.open = open);
  }
}

/**
 * Restores a field and fires an input event as for typing, whether or not the text was lost: a form that was
 * typed in is held.
 */
function putBack(field: HTMLElement, isLost: boolean, write: () => void): void {
  if (isLost) write();
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * Removes what the server rendered as defaults of fields, which keep their values. Hydration would do so, but
 * records it as the fields' own value: the first rendering afterwards, by a live update or a switched language,
 * would then set every field back that a reader has changed.
 *
 * A field is given its value as its own before its default goes: so it is never empty, and keeps its selection.
 */
function removeDefaults(root: ParentNode): void {
  for (const field of root.querySelectorAll('input')) {
    const { value, checked } = field;
    if (field.type === 'checkbox' || field.type === 'radio') {
      field.checked = checked;
      field.removeAttribute('checked');
    } else if (hasOwnValue(field)) {
      field.value = value;
      field.removeAttribute('value');
    }
  }
  for (const field of root.querySelectorAll('textarea')) {
    const { value } = field;
    field.value = value;
    field.textContent = '';
  }
}

/** Checks whether the attribute is a default only; for other types it is the value itself. */
const hasOwnValue = ({ type }: HTMLInputElement): boolean =>
  !['hidden', 'file', 'submit', 'button', 'image', 'reset'].includes(type);
