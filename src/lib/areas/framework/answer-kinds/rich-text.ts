import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';

export const shownRichText: ShownKind = {
  label: m.framework_kind_rich_text,
  edited: { control: 'text', isMultiline: true }
};
