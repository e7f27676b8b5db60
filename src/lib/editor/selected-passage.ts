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
  const start = elementOf(startContainer);
  if (!start || !root.contains(start)) return undefined;
  // A table or a figure is cited as a whole; everything else by the innermost block.
  const block = start.closest('table[data-id], figure[data-id]') ?? start.closest('[data-id]');
  const id = block?.getAttribute('data-id');
  return id ? { block: id, quote: words } : undefined;
}

/**
 * Returns the part of a selection that is in a text that is read: null where the selection begins outside of one, or
 * goes on to words after it. A triple click on the last paragraph selects it up to the beginning of what comes next.
 */
export function rangeInReadText(range: Range): { readonly text: Element; readonly range: Range } | null {
  const text = elementOf(range.startContainer)?.closest('[data-read]');
  if (!text) return null;
  const inside = range.cloneRange();
  if (!text.contains(range.endContainer)) {
    inside.setEndAfter(text.lastChild ?? text);
    const after = range.cloneRange();
    after.setStartAfter(text);
    if (holdsWords(after)) return null;
  }
  return { text, range: inside };
}

/** Checks whether words that are shown are in a range, wholly or in part. */
function holdsWords(range: Range): boolean {
  const { commonAncestorContainer: around, startContainer, startOffset, endContainer, endOffset } = range;
  const walker = document.createTreeWalker(around, NodeFilter.SHOW_TEXT);
  for (let node = around instanceof Text ? around : walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || !range.intersectsNode(node)) continue;
    const from = node === startContainer ? startOffset : 0;
    const to = node === endContainer ? endOffset : node.data.length;
    if (node.data.slice(from, to).trim() !== '' && node.parentElement?.checkVisibility()) return true;
  }
  return false;
}

const elementOf = (node: Node): Element | null => (node instanceof Element ? node : node.parentElement);
