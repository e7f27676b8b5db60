import type { Locale } from '#base/locale.ts';

export const anchorName = (id: string, locale: Locale): string => `${locale}:id:${id}`;
export const sourceAnchor = (number: number, locale: Locale): string => `${locale}:source:${number}`;

/** Returns an address that a reader may follow, else null. */
export const webAddress = (href: string | null): string | null =>
  href !== null && /^(https?:\/\/|mailto:)[^\s\p{Cc}]+$/u.test(href) ? href : null;
