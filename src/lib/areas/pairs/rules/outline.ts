/**
 * Defines the outline of a synopsis that is made from a city's answers: a heading for each question that was
 * answered, and its points below it, each with its source. It begins with a line that says that it is a draft;
 * an expert who takes it over deletes that line, and a check asks for it until then.
 */
import { locales, otherLocale, textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { AnswerPrints } from './source.ts';
import type { ContentNode } from '#base/content.ts';

export const draftMark: Bilingual = {
  en: 'Draft from the answers of the city. Whoever checks it and takes it over deletes this line.',
  zh: '根据城市答复生成的草稿。核对并接手者请删除本行。'
};

export const isDraftMark = (text: string, language: Locale): boolean => text.trim() === draftMark[language];

/** Says one thing about an answer: words, or a field whose value is shown, after its name. */
export interface OutlinePoint {
  readonly text: Bilingual;
  readonly fact: string | null;
}

export interface OutlinePart {
  readonly question: { readonly id: string; readonly text: Bilingual };
  readonly points: readonly OutlinePoint[];
}

/** The rest is read in the answer. */
export const mostPoints = 20;

type Outline = Readonly<Record<Locale, readonly ContentNode[]>>;

/** Block by block in pairs; questions without a point are left out. */
export function outlineOf(parts: readonly OutlinePart[], prints: AnswerPrints, newId: () => string): Outline {
  const ids = (): Readonly<Record<Locale, string>> => ({ en: newId(), zh: newId() });
  const outline: Record<Locale, ContentNode[]> = { en: [], zh: [] };
  const add = (make: (language: Locale, attrs: ContentNode['attrs'] & object) => ContentNode): void => {
    const pair = ids();
    for (const language of locales)
      outline[language].push(
        make(language, { id: pair[language], counterpart: pair[otherLocale(language)] })
      );
  };
  add((language, attrs) => ({ type: 'paragraph', attrs, content: [words(draftMark[language], true)] }));
  for (const { question, points } of parts) {
    if (points.length === 0) continue;
    add((language, attrs) => ({
      type: 'heading',
      attrs: { ...attrs, level: 3 },
      content: [words(textFor(question.text, language).text)]
    }));
    const source: ContentNode = {
      type: 'source',
      attrs: { source: question.id, ...(prints[question.id] ? { seen: prints[question.id] ?? '' } : {}) }
    };
    const items: Record<Locale, ContentNode[]> = { en: [], zh: [] };
    for (const { text, fact } of points.slice(0, mostPoints)) {
      const pair = ids();
      for (const language of locales) {
        const said = textFor(text, language).text;
        const content: ContentNode[] = [
          words(fact === null ? said : said + (language === 'zh' ? '：' : ': ')),
          ...(fact === null ? [] : [{ type: 'fact', attrs: { fact } }]),
          source
        ];
        const attrs = { id: pair[language], counterpart: pair[otherLocale(language)] };
        items[language].push({ type: 'listItem', content: [{ type: 'paragraph', attrs, content }] });
      }
    }
    for (const language of locales) outline[language].push({ type: 'bulletList', content: items[language] });
  }
  return outline;
}

const words = (text: string, isItalic = false): ContentNode => ({
  type: 'text',
  text,
  ...(isItalic ? { marks: [{ type: 'italic' }] } : {})
});

/** In letters. */
const longestQuote = 240;

/** The first sentence in quotation marks; empty where there is none. */
export function quotedStart(text: string, language: Locale): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  const [sentence = line] = (language === 'zh' ? /^.*?[。！？]/u : /^.*?[.!?](?=\s|$)/u).exec(line) ?? [line];
  const letters = Array.from(sentence);
  const cut = letters.length > longestQuote ? `${letters.slice(0, longestQuote).join('')}…` : sentence;
  return `“${cut}”`;
}
