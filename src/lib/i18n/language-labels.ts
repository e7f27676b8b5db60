import type { Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';

const languages = { en: m.language_en, zh: m.language_zh } satisfies Readonly<Record<Locale, () => string>>;
export const languageLabel = (language: Locale): string => languages[language]();
