import { m } from '#lib/paraglide/messages.js';
import type { ChoiceLabels } from '../chip-labels.ts';

export const paragraphLabels: ChoiceLabels = {
  names: { en: 'Text', zh: '正文', pinyin: 'zheng wen', also: ['paragraph', '段落', 'duan luo'] },
  label: m.label_body_text
};
