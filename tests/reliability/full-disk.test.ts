import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '#kit/databases.ts';
import { freePort } from '#kit/server.ts';
import { plainTextOf } from './oracle.ts';
import { createFixture } from './fixture.ts';
import { readRoom } from './reader.ts';
import { serve } from './served.ts';
import { typeThrough } from './typing-through.ts';

const megabytes = 8;

/** A file system of its own, which is soon full. */
function smallDisk(): string {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error('A small disk is mounted for this test, which takes root (as in CI, on Debian)', {
      cause
    });
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

function fill(file: string): void {
  const opened = openSync(file, 'w');
  try {
    for (let size = 256 * 1024; size >= 512; size /= 2) {
      try {
        for (;;) writeSync(opened, new Uint8Array(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(opened);
  }
}

describe('a disk that is full', () => {
  it('costs nobody a word: nothing is acknowledged that is not stored, what was stays readable, and all is saved once there is room', async () => {
    const folder = smallDisk();
    const fixture = await createFixture({ folder, port: await freePort(), rooms: 2, writers: 2 });
    const served = await serve(fixture.config);
    onTestFinished(() => served.end('SIGKILL'));
    const filler = join(folder, 'filler');
    const { faults, acknowledgedWithin, writtenWithin } = await typeThrough(
      fixture,
      served,
      {
        begin: () => fill(filler),
        isMet: ({ output }) => /SQLITE_FULL|disk is full|ENOSPC/.test(output()),
        end: () => rmSync(filler)
      },
      2 * 1024 * 1024
    );
    expect(faults).toEqual([]);
    expect(acknowledgedWithin).toBeLessThan(writtenWithin);
    await served.end('SIGKILL');
    const again = await serve(fixture.config);
    const text = plainTextOf(
      await readRoom(again.endpoint, fixture.rooms[0]?.name ?? '', fixture.writers[0] ?? '')
    );
    expect(text.match(/~author-/g)).toHaveLength(20 + writtenWithin);
    await again.end('SIGTERM');
  }, 180_000);
});
