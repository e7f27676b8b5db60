/** Defines the words of a source in the language of the text, whatever language the page is in. */
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { hasChanged } from '#rules/pairs/source.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ChipLabels } from '../chip-labels.ts';
import { source, sourceOf, type SourceRef } from '#base/chips/source.ts';

export interface SourceText {
  readonly text: string;
  /** Names the question, and says where its answer has changed. */
  readonly title: string;
  /** Shows by its shape that the answer has changed; empty otherwise. */
  readonly sign: string;
  readonly isChanged: boolean;
}

const fullStops = { en: '.', zh: '。' };
/** Ends words with a full stop, unless they have a mark of their own. */
const asSentence = (words: string, language: Locale): string =>
  words + (/[.!?…。！？]["'”’»」』]?$/u.test(words) ? '' : fullStops[language]);

export function sourceText(
  { names: { questions = [] }, answerPrints = null }: Pick<LevelChips, 'names' | 'answerPrints'>,
  ref: SourceRef,
  language: Locale
): SourceText {
  const found = questions.find(({ id }) => id === ref.source);
  const isChanged = hasChanged(ref, answerPrints) === true;
  const inLanguage = { locale: language };
  const name = found
    ? m.source_name({ code: found.code, question: textFor(found.text, language).text }, inLanguage)
    : m.source_unknown({ id: ref.source ?? '?' }, inLanguage);
  return {
    text: `[${found?.code ?? ref.source ?? '?'}]`,
    title: isChanged ? m.source_changed({ source: asSentence(name, language) }, inLanguage) : name,
    sign: isChanged ? '↻' : '',
    isChanged
  };
}

export const sourceLabels: ChipLabels = {
  show(attrs, levelChips, language) {
    if (!levelChips) return { text: source.text(attrs), title: '', sign: '', look: null };
    const { text, title, sign, isChanged } = sourceText(levelChips, sourceOf(attrs), language);
    return { text, title, sign, look: isChanged ? 'changed' : null };
  },
  names: {
    en: 'Source of a statement',
    zh: '陈述依据',
    pinyin: 'chen shu yi ju',
    also: ['answer', 'question', 'reference', '依据', 'yi ju', '来源', 'lai yuan', '答复', 'da fu']
  },
  label: m.editor_source,
  isOffered: ({ answerPrints = null, names: { questions = [] } }) =>
    answerPrints !== null && questions.length > 0
};
