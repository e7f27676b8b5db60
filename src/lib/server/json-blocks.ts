/** Collects the JSON of a page that is being made, and writes it into the page as blocks in front of its script. */
import { blockId } from '#lib/wire/json-blocks.ts';

const named = /app\.decode\('json', (\d+)\)/g;

export class JsonBlocks {
  readonly #json = new Map<number, string>();
  #last = unguessable();
  #isWritten = false;

  /** Returns the number of the block; undefined once the page is written: a part that comes later carries its own JSON. */
  collect(json: string): number | undefined {
    if (this.#isWritten) return undefined;
    this.#last += 1;
    this.#json.set(this.#last, json);
    return this.#last;
  }

  /** Writes the blocks into the page, or the first part of it. */
  into(html: string): string {
    const start = this.#isWritten || this.#json.size === 0 ? -1 : html.lastIndexOf('<script');
    this.#isWritten = true;
    if (start === -1) return html;
    const script = html.slice(start);
    // What was loaded for a page that was refused in the end is not named in the script, and is in no block.
    const blocks = [...script.matchAll(named)].map(([, number]) => this.#block(Number(number)));
    return html.slice(0, start) + blocks.join('') + script;
  }

  #block(number: number): string {
    const json = this.#json.get(number);
    return json === undefined
      ? ''
      : `<script type="application/json" id="${blockId(number)}">${json.replaceAll('<', String.raw`\u003C`)}</script>`;
  }
}

/** Words of a person that look like the script must name no block. */
function unguessable(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 20) * 2 ** 32 + low;
}
