import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';

export const shownSingleChoice: ShownKind = {
  label: m.framework_kind_single_choice,
  edited: { control: 'choice' },
  isInRow: true
};
