import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '#server/process/config.ts';
import { startFailure } from '#server/process/start-failure.ts';
import { startAndEnd } from '#kit/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'start failure '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = readConfig({ PORT: '3000', DATA_DIR: '/srv/data' });
const failed = (code: string, message = code) => Object.assign(new Error(message), { code });

describe('a start that fails', () => {
  it.each([
    [
      'EADDRINUSE',
      /^PORT holds 3000, which another program uses on 127\.0\.0\.1: .*set PORT to a free port\.$/
    ],
    ['EADDRNOTAVAIL', /^HOST holds 127\.0\.0\.1, .*set HOST/],
    ['ENOSPC', /^The disk of \/srv\/data is full: free some space/],
    ['SQLITE_FULL', /^The disk of \/srv\/data is full/],
    ['EACCES', /^This user may not write to \/srv\/data: change its owner/],
    ['SQLITE_READONLY_DIRECTORY', /^This user may not write to \/srv\/data/],
    ['SQLITE_CANTOPEN', /^This user may not write to \/srv\/data/],
    ['ENOTDIR', /^\/srv\/data is not a folder/],
    ['SQLITE_IOERR_WRITE', /^The disk of \/srv\/data failed \(SQLITE_IOERR_WRITE\)/]
  ])('%s is told in one sentence that says what to do', (code, sentence) => {
    expect(startFailure(failed(code), config)).toMatch(sentence);
  });

  it('a file of the database that is there and cannot be written is named', () => {
    const own = readConfig({ PORT: '3000', DATA_DIR: folder });
    writeFileSync(join(folder, 'meridian.db'), '');
    writeFileSync(join(folder, 'meridian.db-shm'), '', { mode: 0o400 });
    expect(startFailure(failed('SQLITE_READONLY'), own)).toBe(
      `This user may not write to the file ${join(folder, 'meridian.db-shm')}: change its owner, or its mode with chmod 600.`
    );
    rmSync(join(folder, 'meridian.db-shm'));
    rmSync(join(folder, 'meridian.db'));
  });

  it('a port below 1024 that this user may not use is no matter of folders', () => {
    const error = failed('EACCES', 'listen EACCES: permission denied 0.0.0.0:80');
    expect(startFailure(error, config)).toMatch(/^PORT holds 3000, on which this user may not listen/);
  });

  it('a defect has no sentence', () => {
    expect(startFailure(new TypeError('x is not a function'), config)).toBeUndefined();
    expect(startFailure(failed('SQLITE_CONSTRAINT_UNIQUE'), config)).toBeUndefined();
  });

  it('an occupied port ends the start with one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, output } = await startAndEnd({ PORT: String(port), DATA_DIR: folder, DEMO: '0' });
    other.close();
    expect(code).toBe(1);
    expect(output).toMatch(/^PORT holds \d+, which another program uses .*\n$/);
  });

  it('a data folder below a file ends the start with one line', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, output } = await startAndEnd({ DATA_DIR: join(file, 'data'), DEMO: '0' });
    expect(code).toBe(1);
    expect(output).toMatch(/^.* is not a folder: .*\n$/);
  });
});
