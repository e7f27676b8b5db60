/** Names a side of a study within sentences, and by a sign of one or two letters. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';

/** Nouns with a capital that take the article as names of states and unions do: “the European Union”. */
const articled = new RegExp(
  '^(?:EU|EC|UK|US|USA|UN|UAE|Union|Commission|Community|Republic|Kingdom|Federation|Confederation|States|Nations|Emirates|Netherlands|Philippines)$'
);

/** In English a name that is no proper name has the article: “the European side”, but “China”. */
export function sideInSentence(
  name: Bilingual,
  locale: Locale,
  { startsSentence = false }: { readonly startsSentence?: boolean } = {}
): string {
  const { text, locale: language } = textFor(name, locale);
  if (locale !== 'en' || language !== 'en') return text;
  const said = withArticle(text.trim());
  return startsSentence ? said.slice(0, 1).toUpperCase() + said.slice(1) : said;
}

function withArticle(name: string): string {
  if (/^the\s/i.test(name)) return `the${name.slice(3)}`;
  // The noun of “Republic of China” stands before “of”.
  const noun = (name.split(/\s+of\s+/)[0] ?? '').split(/\s+/).at(-1) ?? '';
  return /^\p{Ll}/u.test(noun) || articled.test(noun) ? `the ${name}` : name;
}

/**
 * Its code, in Chinese the first character of its Chinese name, such as 欧 and 中. A side without a Chinese
 * name keeps its code.
 */
export const sideSign = (
  { code, name }: { readonly code: string; readonly name: Bilingual },
  locale: Locale
): string => (locale === 'zh' ? (/\p{Script=Han}/u.exec(name.zh)?.[0] ?? code) : code);
