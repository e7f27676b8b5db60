import { defineConfig } from 'vitest/config';

/** Wait for what another process does within so many seconds, and are late where something else keeps both cores busy. */
const timed = [
  'tests/cli/**/*.test.ts',
  'tests/http/**/*.test.ts',
  'tests/reliability/**/*.test.ts',
  'tests/sync/**/*.test.ts'
];

export default defineConfig({
  test: {
    globalSetup: ['tests/kit/global-setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Told in the list where it was needed.
    retry: process.env['CI'] ? 1 : 0,
    env: { TZ: 'UTC' },
    projects: [
      {
        extends: true,
        test: {
          name: 'two at a time',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', ...timed],
          maxWorkers: 2,
          sequence: { groupOrder: 0 }
        }
      },
      {
        extends: true,
        test: { name: 'one at a time', include: timed, maxWorkers: 1, sequence: { groupOrder: 1 } }
      }
    ]
  }
});
