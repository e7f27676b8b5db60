import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';

export const shownShortText: ShownKind = {
  label: m.framework_kind_short_text,
  edited: { control: 'text', isMultiline: false },
  isInRow: true
};
