/** Reads the scripts that browsers get, as they were built. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { expectFreshBuild } from '#kit/fresh-build.ts';
import en from '#lib/i18n/messages/level-chip.en.json' with { type: 'json' };
import report from '#lib/areas/report/messages/report.en.json' with { type: 'json' };

const folder = fileURLToPath(new URL('../../build/client/_app', import.meta.url));

beforeAll(() => expectFreshBuild('pages'));

it('holds what a chip of a text says to its readers, and not how it is written in reports', () => {
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const has = (words: string): boolean => scripts.some((script) => script.includes(words));
  expect(has(en.fact_unknown)).toBe(true);
  expect(has(report.report_fact_caution.replace('{caution}', ''))).toBe(false);
});
