import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/**
 * The same engine without a window, which starts and renders quicker; the whole browser for `--headed`, or if
 * it is the only one installed.
 */
const shell = '/usr/lib/chromium/chromium-headless-shell';
const isWindowless =
  !process.argv.some((label) => /^--(headed|debug|ui)\b/.test(label)) && !process.env['PWDEBUG'];
const executablePath =
  process.env['CHROMIUM'] ?? (isWindowless && existsSync(shell) ? shell : '/usr/bin/chromium');

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browser',
  // Two cores, two workers: three take as long (710 s against 698).
  workers: 2,
  globalSetup: './tests/e2e/global-setup.ts',
  forbidOnly: true,
  // Limits for what never comes, not times that are expected: a machine that does other work as well is slower.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        // A page lives for seconds: compiling its hot code anew costs more than it saves.
        '--js-flags=--no-opt --no-maglev',
        '--disable-quic',
        // An origin that is not of this machine, which a browser trusts less: it is served by this machine all the same.
        '--host-resolver-rules=MAP meridian.test 127.0.0.1',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    },
    locale: 'en-GB',
    timezoneId: 'Europe/Brussels',
    screenshot: 'only-on-failure',
    // Recording slows every test down, so it is off by default; switch it on to investigate a failure.
    trace: process.env['TRACE'] === '1' ? 'retain-on-failure' : 'off'
  }
});
