import { m } from '#lib/paraglide/messages.js';
import type { ChoiceLabels } from '../chip-labels.ts';

export const figureLabels: ChoiceLabels = {
  names: { en: 'Image', zh: '图片', pinyin: 'tu pian', also: ['figure', 'picture', '图像', 'tu xiang'] },
  label: m.editor_figure
};
