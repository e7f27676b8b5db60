import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The database's driver ends an older Node without a word, and leaves the clusters of the run behind.
if (Number.parseInt(process.versions.node, 10) < 22)
  throw new Error(
    `The tests need Node 22 or newer, and this is ${process.version}: npx vitest takes the project's own`
  );

// Forks, threads and spawned servers compile each module once: it is read from here the next time.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url));

const isLong = process.env['TEST_LONG'] === '1';
const long = 'tests/**/*.long.test.ts';
/** These load the built app, which reads its origin once: each file needs a process of its own. */
const pages = ['tests/http/**/*.test.ts', 'tests/routes/**/*.test.ts'];

export default defineConfig({
  // Node takes all messages from one file (the imports of package.json); one file per message takes 3,000 transforms.
  resolve: {
    alias: { '#lib/paraglide/messages.js': fileURLToPath(new URL('.cache/messages.js', import.meta.url)) }
  },
  test: {
    globalSetup: ['tests/kit/global-setup.ts'],
    pool: 'forks',
    // Server tests wait for disks, sockets and other processes for a third of their time.
    maxWorkers: 3,
    // Limits for what never comes: a machine that does other work as well is slower.
    testTimeout: isLong ? 3_600_000 : 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    env: { TZ: 'UTC' },
    projects: isLong
      ? [{ extends: true, test: { name: 'long', include: [long] } }]
      : [
          {
            extends: true,
            test: {
              name: 'unit and server',
              include: ['tests/**/*.test.ts'],
              exclude: [...pages, long],
              // A worker reuses its modules from file to file: loading them took longer than most tests.
              isolate: false
            }
          },
          { extends: true, test: { name: 'pages', include: pages, exclude: [long] } }
        ]
  }
});
