import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';

export const shownPartyList: ShownKind = {
  label: m.framework_kind_party_list,
  edited: { control: 'choices' }
};
