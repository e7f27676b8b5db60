import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';

export const shownTags: ShownKind = { label: m.framework_kind_tags, edited: { control: 'choices' } };
