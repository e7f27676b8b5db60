/**
 * Keeps what is typed between a key that opens a field and the moment at which the field has the focus. Without it
 * these letters would go into the text that was being written, or be lost.
 */
import { isComposing } from './is-composing.ts';

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** Limits for how long keys are kept from the page, in milliseconds. */
const longest = 10_000;

const isField = (target: EventTarget | null): target is TextField =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && /^(text|search|email|url)$/.test(target.type));

/**
 * Begins to keep typed letters; the next field that gets the focus receives them. Returns a function that ends it
 * where nothing opens. Escape, a click and the time limit end it too.
 */
export function gatherKeys(): () => void {
  let text = '';
  const listening = new AbortController();
  const stop = (): void => listening.abort();
  const timer = setTimeout(stop, longest);
  const on = { capture: true, signal: listening.signal };
  listening.signal.addEventListener('abort', () => clearTimeout(timer));

  addEventListener(
    'keydown',
    (event) => {
      if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      switch (event.key) {
        case 'Escape':
          stop();
          return;
        case 'Backspace':
          text = text.slice(0, -1);
          break;
        case 'Enter':
        case 'Tab':
          break;
        default:
          if (event.key.length !== 1) return;
          text += event.key;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    on
  );
  addEventListener('pointerdown', stop, on);
  addEventListener(
    'focusin',
    ({ target }) => {
      if (!isField(target)) return;
      stop();
      // The code that moved the focus may still select the text of the field.
      if (text !== '') queueMicrotask(() => write(target, text));
    },
    on
  );
  return stop;
}

/** Writes where the caret is, as typing would. */
function write(field: TextField, text: string): void {
  field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
}
