/** Finds which words of which block are selected, in a text that is read or written. */

/**
 * Returns the block and the words that are selected in one of the texts of a section, read or written; undefined
 * where no words are selected, or they are not of one text.
 */
export function selectedPassage(
  root: Element
): { readonly block: string; readonly quote: string } | undefined {
  const found = passageAtCaret(root);
  return found?.quote === '' ? undefined : found;
}

/** Does the same where the caret is alone in a block: no words of it are selected. */
export function passageAtCaret(
  root: Element
): { readonly block: string; readonly quote: string } | undefined {
  const selection = getSelection();
  const words = selection?.toString().trim() ?? '';
  if (!selection || selection.rangeCount === 0) return undefined;
  const { startContainer } = selection.getRangeAt(0);
  const start = startContainer instanceof Element ? startContainer : startContainer.parentElement;
  if (!start || !root.contains(start)) return undefined;
  // A table or a figure is cited as a whole; everything else by the innermost block.
  const block = start.closest('table[data-id], figure[data-id]') ?? start.closest('[data-id]');
  const id = block?.getAttribute('data-id');
  return id ? { block: id, quote: words } : undefined;
}
