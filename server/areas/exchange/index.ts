export { openFileExchange, type FileExchange, type ReadFile } from './exchange.ts';
export { openQdaFiles, type QdaFiles } from './refi-qda/qda-files.ts';
export type { QdaUnread } from './refi-qda/worker.ts';
