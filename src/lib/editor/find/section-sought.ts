/** Decides in which section of a page the keys for finding search. */

const sections = '.section[data-section]';
/** Selects what has a search or words of its own: the browser finds there, and when the keys are pressed a second time. */
const elsewhere = 'input, textarea, select, dialog, aside, header, nav, [role="search"]';

/**
 * Returns the section that has the caret or the selection, otherwise the one that fills most of the window; null
 * where the browser is to find.
 */
export function sectionSought({ target }: KeyboardEvent): Element | null {
  if (!(target instanceof Element) || target.closest('[role="search"]')) return null;
  const own = target.closest(sections);
  if (own) return own;
  if (target.closest(elsewhere)) return null;
  const anchor = getSelection()?.anchorNode;
  const selected = anchor instanceof Element ? anchor : anchor?.parentElement;
  return selected?.closest(sections) ?? sectionInView();
}

function sectionInView(): Element | null {
  let [shown, most]: [Element | null, number] = [null, 0];
  for (const section of document.querySelectorAll(sections)) {
    const { top, bottom } = section.getBoundingClientRect();
    const height = Math.min(bottom, innerHeight) - Math.max(top, 0);
    if (height > most) [shown, most] = [section, height];
  }
  return shown;
}
