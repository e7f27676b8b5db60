import { m } from '#lib/paraglide/messages.js';
import type { ChoiceLabels } from '../chip-labels.ts';

export const tableLabels: ChoiceLabels = {
  names: { en: 'Table', zh: '表格', pinyin: 'biao ge', also: ['grid'] },
  label: m.editor_table
};
