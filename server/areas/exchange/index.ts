export { openFileExchange } from './exchange.ts';
export { openQdaFiles } from './refi-qda/qda-files.ts';
