/** Finds the underlined term under the pointer. */
import type { UnderlinedTerm, Underlines } from './underlines.ts';

export function termAt(underlines: Underlines, { clientX, clientY }: MouseEvent): UnderlinedTerm | null {
  let at: { node: Node; offset: number } | null = null;
  if ('caretPositionFromPoint' in document) {
    const position = document.caretPositionFromPoint(clientX, clientY);
    if (position) at = { node: position.offsetNode, offset: position.offset };
  } else {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way in older browsers
    const range = (document as Document).caretRangeFromPoint(clientX, clientY);
    if (range) at = { node: range.startContainer, offset: range.startOffset };
  }
  const found = at && underlines.at(at.node, at.offset);
  // The nearest letter is found from anywhere on the line.
  const isOver =
    found &&
    [...found.range.getClientRects()].some(
      ({ left, right, top, bottom }) =>
        left <= clientX && clientX <= right && top <= clientY && clientY <= bottom
    );
  return isOver ? found : null;
}
