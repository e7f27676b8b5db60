/** The records of a study that are approved without a document of their own. */
import type { ParamMatcher } from '@sveltejs/kit';
import { isRecordKind, type RecordKind } from '#rules/approval/approval.ts';

export const match = ((param: string): param is RecordKind => isRecordKind(param)) satisfies ParamMatcher;
