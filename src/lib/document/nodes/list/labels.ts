import { m } from '#lib/paraglide/messages.js';
import type { ChoiceLabels } from '../chip-labels.ts';

export const bulletListLabels: ChoiceLabels = {
  names: {
    en: 'Bullet list',
    zh: '项目符号列表',
    pinyin: 'xiang mu fu hao lie biao',
    also: ['ul', 'unordered', '列表', 'lie biao']
  },
  label: m.editor_bullet_list
};

export const orderedListLabels: ChoiceLabels = {
  names: {
    en: 'Numbered list',
    zh: '编号列表',
    pinyin: 'bian hao lie biao',
    also: ['ol', 'ordered', '列表', 'lie biao']
  },
  label: m.editor_ordered_list
};
