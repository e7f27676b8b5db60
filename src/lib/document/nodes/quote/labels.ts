import { m } from '#lib/paraglide/messages.js';
import type { ChoiceLabels } from '../chip-labels.ts';

export const quoteLabels: ChoiceLabels = {
  names: { en: 'Quote', zh: '引文', pinyin: 'yin wen', also: ['blockquote', '引用', 'yin yong'] },
  label: m.editor_quote
};
