import { expect, it } from 'vitest';
import { JsonBlocks } from '#lib/server/json-blocks.ts';
import { blockId } from '#lib/wire/json-blocks.ts';

const json = JSON.stringify({ html: '<p>Ghent</p></script>' });

/** As SvelteKit names a block in the script of a page. */
const named = (number: number | undefined): string => `app.decode('json', ${number})`;
const pageOf = (...data: string[]): string => `<body><script>start([${data.join()}])</script></body>`;
const blocksIn = (page: string): string[] =>
  [...page.matchAll(/<script type="application\/json" id="[^"]+">([^<]*)<\/script>/g)].map(
    ([, text = '']) => text
  );

it('a page holds its JSON in a block in front of its script, without a tag in it', () => {
  const blocks = new JsonBlocks();
  const number = blocks.collect(json);
  const page = blocks.into(pageOf(named(number)));
  const [block = ''] = blocksIn(page);
  expect(JSON.parse(block)).toEqual(JSON.parse(json));
  expect(page).toContain(`id="${blockId(Number(number))}"`);
  expect(page.indexOf(block)).toBeLessThan(page.indexOf('<script>start'));
});

it('what was loaded and is not shown is in no byte of the page, whatever words of a person say', () => {
  const blocks = new JsonBlocks();
  blocks.collect('"what the reader may not see"');
  const words = Array.from({ length: 100 }, (_, number) => JSON.stringify(named(number)));
  const page = blocks.into(pageOf(named(blocks.collect(json)), ...words));
  expect(blocksIn(page)).toHaveLength(1);
  expect(page).not.toContain('may not see');
});

it('a part that comes after the page holds its JSON itself', () => {
  const blocks = new JsonBlocks();
  blocks.into(pageOf());
  expect(blocks.collect(json)).toBeUndefined();
});
