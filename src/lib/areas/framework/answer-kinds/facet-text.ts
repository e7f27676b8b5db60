import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';

export const shownFacetText: ShownKind = {
  label: m.framework_kind_facet_text,
  edited: { control: 'text', isMultiline: true }
};
