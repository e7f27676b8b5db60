import { m } from '#lib/paraglide/messages.js';
import type { heading } from '#base/blocks/heading.ts';
import type { ChoiceLabels } from '../chip-labels.ts';

const also = ['标题', 'biao ti'];

/** Writers count from the first level that a passage has. */
export const headingLabels: Readonly<Record<keyof typeof heading.kinds, ChoiceLabels>> = {
  h2: {
    names: { en: 'Heading 1', zh: '一级标题', pinyin: 'yi ji biao ti', also: ['h1', 'h2', ...also] },
    label: m.editor_heading_2
  },
  h3: {
    names: { en: 'Heading 2', zh: '二级标题', pinyin: 'er ji biao ti', also: ['h2', 'h3', ...also] },
    label: m.editor_heading_3
  },
  h4: {
    names: { en: 'Heading 3', zh: '三级标题', pinyin: 'san ji biao ti', also: ['h3', 'h4', ...also] },
    label: m.editor_heading_4
  },
  h5: {
    names: { en: 'Heading 4', zh: '四级标题', pinyin: 'si ji biao ti', also: ['h4', 'h5', ...also] },
    label: m.editor_heading_5
  }
};
