/**
 * Holds the language that the open page is shown in. Messages read it as they are rendered, so that the page
 * changes its language where it stands: forms, dialogs and carets stay as they are.
 */
import { isLocale, languageTag, type Locale } from '#base/locale.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

let shown = $state<Locale>('en');

/** Begins, before anything is rendered, with the language in which the server has rendered the page. */
export function beginLocale(rendered: string): void {
  const first = rendered.split('-')[0];
  if (isLocale(first)) shown = first;
  overwriteGetLocale(() => shown);
}

export function showLocale(locale: Locale): void {
  shown = locale;
  document.documentElement.lang = languageTag(locale);
}
