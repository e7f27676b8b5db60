export { createArchives, type Archives } from './archive.ts';
export { createAudit, type Audit } from './audit.ts';
export { backUp } from './backup.ts';
export { createErasure, type Erased, type Erasure } from './erasure.ts';
export { findBackupFault, restore } from './restore.ts';
export { applyRetention, countDueHistories, retention } from './retention.ts';
export { findLastBackup, saveLastBackup } from './store/last-backup.ts';
export { verifyLog, type LogVerdict } from './verify-study.ts';
