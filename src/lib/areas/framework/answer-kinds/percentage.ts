import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';
import { figurePieces, measuredFigure } from './value-words.ts';

export const shownPercentage: ShownKind = {
  label: m.label_percentage,
  edited: {
    control: 'parts',
    parts: [{ part: 'value', control: 'number', label: () => '%', sign: '%' }]
  },
  isInRow: true,
  pieces: (value) => figurePieces(value, { ...measuredFigure(value), unit: 'percent' })
};
