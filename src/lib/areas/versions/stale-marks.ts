/**
 * Marks blocks in the margin, wherever they are rendered: by one CSS rule for each of their ids, so that
 * neither editor nor reading view depends on it.
 */

/** Returns a function that removes the marks. */
export function markBlocks(section: string, ids: readonly string[]): () => void {
  if (ids.length === 0 || !('adoptedStyleSheets' in document)) return () => undefined;
  const sheet = new CSSStyleSheet();
  const blocks = ids.map(
    (id) => `[data-section="${CSS.escape(section)}"] .prose [data-id="${CSS.escape(id)}"]`
  );
  // The lines of a quote are drawn by the other pseudo-element (editor/prose.css).
  const marks = blocks.flatMap((block) => [`${block}:not(.quoted)::after`, `${block}.quoted::before`]);
  sheet.replaceSync(`
    ${blocks.join()} { position: relative; }
    ${marks.join()} {
      content: '≠' / ''; position: absolute; inset-block-start: var(--room, 0px);
      inset-inline-start: calc(-1.1em - var(--indent, 0px));
      font: 600 0.85em/1.8 var(--font-sans); color: var(--warn); pointer-events: none;
    }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
