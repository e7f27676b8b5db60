import { m } from '#lib/paraglide/messages.js';
import type { ChoiceLabels } from '../chip-labels.ts';

export const ruleLabels: ChoiceLabels = {
  names: { en: 'Dividing line', zh: '分隔线', pinyin: 'fen ge xian', also: ['rule', 'hr', 'separator'] },
  label: m.editor_rule
};
