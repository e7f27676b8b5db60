/** Scrolls the caret of a person into view who writes in a section. */
export function showCaretOf(clientId: number, section: string): void {
  const caret = document.querySelector(`[data-section="${CSS.escape(section)}"] [data-client="${clientId}"]`);
  caret?.scrollIntoView({
    block: 'center',
    behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
  });
}
