/** Finds the browser for programs and tests that start one by themselves. */
import { existsSync } from 'node:fs';

/** The engine without a window starts and renders quicker. */
const windowless = '/usr/lib/chromium/chromium-headless-shell';

export const chromiumFile =
  process.env['CHROMIUM'] ?? (existsSync(windowless) ? windowless : '/usr/bin/chromium');
