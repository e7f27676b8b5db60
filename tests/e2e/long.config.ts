/** Runs what takes long in real browsers: `npx playwright test --config tests/e2e/long.config.ts`. */
import { defineConfig } from '@playwright/test';
import usual from '../../playwright.config.ts';

export default defineConfig({
  ...usual,
  testDir: '.',
  testMatch: '**/*.long.ts',
  globalSetup: './global-setup.ts',
  timeout: 3_600_000,
  // A long run counts what is broken, on a machine that does other work as well: what is slow is not broken.
  expect: { timeout: 120_000 },
  // A click that cannot be done fails by name: the test itself may take an hour.
  use: { ...usual.use, actionTimeout: 60_000 }
});
