import { m } from '#lib/paraglide/messages.js';
import type { ShownKind } from './shown-kind.ts';

export const shownRecordList: ShownKind = {
  label: m.framework_kind_record_list,
  edited: { control: 'records' }
};
