/**
 * Describes how a reader wants to see the two languages; stored in cookies, so that the server renders the
 * page accordingly at once.
 */
import { isLocale, type Locale } from '#base/locale.ts';

export interface TextLayout {
  /** The language that is shown first. */
  readonly leading: Locale;
  /** The language that is shown where there is room for one only. */
  readonly shown: Locale;
}

const names = { leading: 'text-leading', shown: 'text-shown' } as const;

export function readLayout(cookie: (name: string) => string | undefined, reader: Locale): TextLayout {
  const chosen = (name: string): Locale => {
    const value = cookie(name);
    return isLocale(value) ? value : reader;
  };
  return { leading: chosen(names.leading), shown: chosen(names.shown) };
}

export function remember(change: Partial<TextLayout>): void {
  for (const [key, value] of Object.entries(change)) {
    document.cookie = `${names[key as keyof TextLayout]}=${value}; path=/; max-age=31536000; samesite=lax`;
  }
}
