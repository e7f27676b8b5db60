/**
 * Describes in one sentence why a start failed and what to do, for the causes that the operator can remove.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config, DatabaseAddress } from './config.ts';

const folderOf = (database: DatabaseAddress): string =>
  database.engine === 'sqlite' ? dirname(database.file) : 'the database';

/** Returns the file of the database, or one of SQLite's next to it, that this user may not write although it is there. */
function findReadOnlyFile(database: DatabaseAddress): string | undefined {
  if (database.engine !== 'sqlite') return undefined;
  return ['', '-wal', '-shm']
    .map((ending) => `${database.file}${ending}`)
    .find((file) => {
      if (!existsSync(file)) return false;
      try {
        accessSync(file, constants.W_OK);
        return (statSync(file).mode & 0o222) === 0;
      } catch {
        return true;
      }
    });
}

/** Returns undefined for a defect, whose stack is needed. `config` is missing while the environment is not read yet. */
export function startFailure(error: unknown, config?: Config): string | undefined {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string') return undefined;
  if (code === 'ERR_MODULE_NOT_FOUND' && message?.includes('build/handler.js'))
    return 'There are no built pages: start with npm start, which builds them.';
  if (config === undefined) return undefined;
  const { port, host } = config;
  switch (code) {
    case 'EADDRINUSE':
      return `PORT holds ${port}, which another program uses on ${host}: end that program, or set PORT to a free port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST holds ${host}, which is no address of this machine: set HOST to one that is, such as 127.0.0.1.`;
  }
  if (code === 'EACCES' && message?.startsWith('listen'))
    return `PORT holds ${port}, on which this user may not listen: set PORT to one above 1023.`;
  const folder = folderOf(config.database);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL')
    return `The disk of ${folder} is full: free some space there, or set DATA_DIR to a folder on another disk.`;
  if (/^(EACCES|EPERM|EROFS|SQLITE_READONLY.*|SQLITE_CANTOPEN.*|SQLITE_PERM)$/.test(code)) {
    const file = findReadOnlyFile(config.database);
    if (file !== undefined)
      return `This user may not write to the file ${file}: change its owner, or its mode with chmod 600.`;
    return `This user may not write to ${folder}: change its owner, or set DATA_DIR to a folder that can be written.`;
  }
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return `${folder} is not a folder: remove the file of that name, or set DATA_DIR to a folder.`;
  if (code.startsWith('SQLITE_IOERR'))
    return `The disk of ${folder} failed (${code}): look at its space and its health, and start again.`;
  return undefined;
}
