/** Tests that a suite which skips one of its files fails and names it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '#kit/databases.ts';
import { leftOut } from '../../scripts/left-out.ts';

it('names the files of which no test ran, but for long ones and helpers', () => {
  const root = temporaryFolder();
  const files = [
    'tests/base/ids.test.ts',
    'tests/sync/rooms/late.test.ts',
    'tests/e2e/inbox/inbox.spec.ts',
    'tests/e2e/kit.ts',
    'tests/reliability/kill.long.test.ts'
  ];
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  expect(leftOut(root, new Set(['tests/base/ids.test.ts']))).toEqual([
    'tests/e2e/inbox/inbox.spec.ts',
    'tests/sync/rooms/late.test.ts'
  ]);
});
