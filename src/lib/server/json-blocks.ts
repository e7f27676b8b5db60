/** Collects the JSON of a page that is being made, and writes it into the page as blocks in front of its script. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomInt } from 'node:crypto';
import { blockId, collectBlocks } from '#lib/wire/json-blocks.ts';

/** Holds the JSON of one page by number. */
interface Blocks {
  readonly json: Map<number, string>;
  /** Nobody guesses it: words of a person that look like the script name no block. */
  next: number;
  /** Once the page is written, a part that comes later carries its own JSON. */
  isWritten: boolean;
}

const pages = new AsyncLocalStorage<Blocks>();

collectBlocks((json) => {
  const blocks = pages.getStore();
  if (!blocks || blocks.isWritten) return undefined;
  blocks.next += 1;
  blocks.json.set(blocks.next, json);
  return blocks.next;
});

const placed = /app\.decode\('json', (\d+)\)/g;

/** Makes a page whose parts pass through `write`; the first gets the blocks. */
export function withBlocks<T>(make: (write: (html: string) => string) => T): T {
  const blocks: Blocks = { json: new Map(), next: randomInt(2 ** 47), isWritten: false };
  return pages.run(blocks, () =>
    make((html) => {
      const start = blocks.isWritten || blocks.json.size === 0 ? -1 : html.lastIndexOf('<script');
      blocks.isWritten = true;
      if (start === -1) return html;
      const script = html.slice(start);
      // What was loaded for a page that was refused in the end is not named in the script, and is in no block.
      const named = [...script.matchAll(placed)].map(([, number]) => Number(number));
      return html.slice(0, start) + named.map((number) => blockOf(number, blocks.json)).join('') + script;
    })
  );
}

const blockOf = (number: number, json: Blocks['json']): string => {
  const text = json.get(number);
  return text === undefined
    ? ''
    : `<script type="application/json" id="${blockId(number)}">${text.replaceAll('<', String.raw`\u003C`)}</script>`;
};
