/** Defines the tables of the installation: changes of stored documents that a newer version made, backups. */
import { count, text, time, table } from '#server/store/tables/columns.ts';

/** Stores which changes of stored documents have been made at a start; no version since 0.2.0 has needed one. */
export const dataUpgrade = table(
  { key: ['name'], copies: 'backup' },
  {
    name: text,
    at: time
  }
);

/** Has one row, for the newest backup. */
export const lastBackup = table(
  { key: ['id'], copies: 'none' },
  {
    id: count,
    at: time,
    /** Of the file, in bytes. */
    size: count
  }
);
