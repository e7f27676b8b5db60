import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newUuid } from '#base/random-id.ts';

const source = join(import.meta.dirname, '../../src');

describe('an id made at random', () => {
  it('is a UUID of version 4, and never the same', () => {
    const made = Array.from({ length: 1000 }, newUuid);
    for (const id of made)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(made).size).toBe(made.length);
  });
});

describe('what browsers give to https and loopback origins alone', () => {
  it('is called nowhere without another way', () => {
    const withOtherWays = [
      join('lib', 'editor', 'picture-record.ts'),
      join('lib', 'ui', 'copy-text.ts'),
      join('routes', '(public)', 'verify', '+page.svelte')
    ];
    const callers = globSync('**/*.{ts,svelte}', { cwd: source }).filter(
      (file) =>
        !/paraglide|\+(?:page|layout)?\.?server\.ts$|lib.server/.test(file) &&
        /crypto\.(?:randomUUID|subtle)\b|navigator\.(?:clipboard|serviceWorker|locks|credentials|wakeLock|share)\b|\bcaches\.|showSaveFilePicker|new Notification\(/.test(
          readFileSync(join(source, file), 'utf8').replace(/^ *(?:\*|\/\/|\/\*\*).*$/gm, '')
        )
    );
    expect(callers.sort()).toEqual(withOtherWays);
  });
});
