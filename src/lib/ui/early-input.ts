/**
 * Preserves what a reader has typed, chosen and opened before the scripts load. Hydration renders the page
 * again and would undo it: on a slow connection that is many seconds of work.
 */

type Restore = () => void;

/**
 * Saves the input before the page is hydrated; returns a function that restores it, to be called afterwards.
 */
export function preserveEarlyInput(root: ParentNode): Restore {
  const restorers = [...inFields(root), ...inDetails(root)];
  removeDefaults(root);
  return () => restorers.forEach((restore) => restore());
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
 */
function removeDefaults(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLInputElement>('input')) {
    const { value, checked } = field;
    if (field.type === 'checkbox' || field.type === 'radio') {
      field.removeAttribute('checked');
      field.checked = checked;
    } else if (hasOwnValue(field)) {
      field.removeAttribute('value');
      field.value = value;
    }
  }
}

/** Checks whether the attribute is a default only; for other types it is the value itself. */
const hasOwnValue = ({ type }: HTMLInputElement): boolean =>
  !['hidden', 'file', 'submit', 'button', 'image', 'reset'].includes(type);
