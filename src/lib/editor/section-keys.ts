/** Decides which act of a section a key asks for that is pressed anywhere on its page. */
import { sectionSought } from './find/section-sought.ts';
import { isComposing } from './is-composing.ts';

/** Null where the reader may not do it, or there is nothing to do it with. */
export interface KeyActs {
  readonly comment: () => void;
  readonly code: (() => void) | null;
  readonly find: (replaces: boolean) => void;
  readonly saved: () => void;
  readonly showKeys: (() => void) | null;
  readonly suggestions: {
    readonly toggle: () => unknown;
    readonly walk: (step: 1 | -1) => void;
  } | null;
  readonly pairs: {
    readonly pairAtCaret: () => void;
    readonly next: () => void;
    readonly openAtCaret: () => void;
  } | null;
}

/** Runs the act of a key; a key that asks for none stays the browser's. */
export function takeSectionKey(event: KeyboardEvent, section: Element | undefined, acts: KeyActs): void {
  if (isComposing(event) || event.defaultPrevented) return;
  const act = actOf(event, section, acts);
  if (!act) return;
  event.preventDefault();
  act();
}

function actOf(event: KeyboardEvent, section: Element | undefined, acts: KeyActs): (() => unknown) | null {
  const { suggestions, pairs } = acts;
  switch (chordOf(event)) {
    case 'Mod+Alt+KeyM':
      return acts.comment;
    case 'Mod+Shift+KeyK':
      return acts.code;
    case 'Mod+Alt+KeyS':
      return suggestions && (() => suggestions.toggle());
    case 'Mod+Alt+KeyJ':
      return suggestions && (() => suggestions.walk(1));
    case 'Mod+Alt+KeyK':
      return suggestions && (() => suggestions.walk(-1));
    case 'Mod+Alt+KeyP':
      return pairs && (() => pairs.pairAtCaret());
    case 'Mod+Alt+KeyN':
      return pairs && (() => pairs.next());
    case 'Mod+Alt+KeyO':
      return pairs && (() => pairs.openAtCaret());
    case 'Mod+KeyF':
    case 'Mod+Alt+KeyF':
      return sectionSought(event) === section ? () => acts.find(event.altKey) : null;
  }
  // These are found by what the key writes: `?` and `/` have no place of their own, and Mod+S saves in every program.
  if (event.key === '?' && !isTyping(event)) return acts.showKeys;
  if (event.key === '/' && (event.ctrlKey || event.metaKey) && !event.altKey) return acts.showKeys;
  return event.key === 's' && isModAlone(event) ? acts.saved : null;
}

/**
 * Names the keys that are held and the place of the one that was pressed, since Alt changes what it writes. AltGr is
 * reported as Ctrl and Alt, and writes letters.
 */
function chordOf(event: KeyboardEvent): string {
  if (event.getModifierState('AltGraph')) return event.code;
  const held = [
    event.ctrlKey || event.metaKey ? 'Mod' : null,
    event.altKey ? 'Alt' : null,
    event.shiftKey ? 'Shift' : null
  ];
  return [...held.filter((key) => key !== null), event.code].join('+');
}

const isModAlone = ({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && !altKey && !shiftKey;

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
