import { expect, it } from 'vitest';
import { withBlocks } from '#lib/server/json-blocks.ts';
import { blockId, placeJson } from '#lib/wire/json-blocks.ts';

const json = JSON.stringify({ html: '<p>Ghent</p></script>' });

/** Returns what a script names the JSON by; SvelteKit writes it in this way. */
const named = (text: string): string => `app.decode('json', ${JSON.stringify(placeJson(text))})`;
const scriptOf = (...data: string[]): string => `<body><script>start([${data.join()}])</script></body>`;
const blocksIn = (page: string): string[] =>
  [...page.matchAll(/<script type="application\/json" id="[^"]+">([^<]*)<\/script>/g)].map(
    ([, text = '']) => text
  );

it('a page holds its JSON in a block in front of its script, without a tag in it', () => {
  const page = withBlocks((write) => write(scriptOf(named(json))));
  const [number] = /(?<=\('json', )\d+/.exec(page) ?? [];
  const [block = ''] = blocksIn(page);
  expect(JSON.parse(block)).toEqual(JSON.parse(json));
  expect(page.indexOf(`id="${blockId(Number(number))}"`)).toBeLessThan(page.indexOf('<script>start'));
});

it('what was loaded and is not shown is in no byte of the page, whatever words of a person say', () => {
  const page = withBlocks((write) => {
    placeJson('"what the reader may not see"');
    const words = Array.from({ length: 100 }, (_, number) => `"app.decode('json', ${number})"`);
    return write(scriptOf(named(json), ...words));
  });
  expect(blocksIn(page)).toHaveLength(1);
  expect(page).not.toContain('may not see');
});

it('a part that comes after the page, and what is no page, hold their JSON themselves', () => {
  const later = withBlocks((write) => {
    write(scriptOf());
    return named(json);
  });
  expect(later).toContain('Ghent');
  expect(placeJson(json)).toBe(json);
});
