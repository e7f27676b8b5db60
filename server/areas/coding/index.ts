export { openCodedRights } from './coded-rights.ts';
export { createCoding, type CodingService } from './coding.ts';
export type { MemoView } from './memo-views.ts';
export type { QdaFiles, QdaUnread } from './qda-files.ts';
export { listMemos, listTasks } from './store/coding.ts';
export type { BriefCode } from './tagging.ts';
export type { CodingsOnText, TextCoding } from './text-codings.ts';
export { visibleCodings } from './visible-codings.ts';
