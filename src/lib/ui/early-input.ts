/**
 * What a reader has typed, chosen and opened before the scripts came. Their coming draws the page once more and would undo it: on a slow
 * line that is many seconds of somebody's work.
 */

type Restore = () => void;

/** To be called before the page is drawn once more; what it gives, afterwards. */
export function preserveEarlyInput(root: ParentNode): Restore {
  const restorers = [...inFields(root), ...inDetails(root)];
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

/** The page hears of it as of any typing, whether or not the words were lost: a form that is typed in is held. */
function putBack(field: HTMLElement, isLost: boolean, write: () => void): void {
  if (isLost) write();
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
