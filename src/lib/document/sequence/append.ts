/** Appends to the end of a text, item by item, so that each run of letters can be another client's. */
import * as Y from 'yjs';
import type { ContentMark } from '#base/content.ts';
import { flagMarks, linkMark } from './shapes.ts';

type Content = ConstructorParameters<typeof Y.Item>[7];

/** Appends within one transaction. Everything is written under the document's client unless another is named. */
export class Appender {
  readonly #transaction: Y.Transaction;
  readonly #text: Y.Text;
  readonly #formats = new Map<string, string | true>();
  #last: Y.Item | null;

  constructor(transaction: Y.Transaction, text: Y.Text) {
    this.#transaction = transaction;
    this.#text = text;
    this.#last = text._start;
    while (this.#last?.right) this.#last = this.#last.right;
  }

  letters(text: string, marks: readonly ContentMark[], client?: number): void {
    this.#format(formatsOf(marks));
    this.#append(new Y.ContentString(text), client);
  }

  /** Appends a line break with the marks that are open, which it does not show. */
  lineEnd(): void {
    this.#append(new Y.ContentString('\n'));
  }

  embed(embed: object): void {
    this.#append(new Y.ContentEmbed(embed));
  }

  /** Marks of one block never reach into the next. */
  endMarks(): void {
    this.#format(new Map());
  }

  #format(wanted: ReadonlyMap<string, string | true>): void {
    for (const key of this.#formats.keys())
      if (!wanted.has(key)) {
        this.#formats.delete(key);
        this.#append(new Y.ContentFormat(key, null as unknown as object));
      }
    for (const [key, value] of wanted)
      if (this.#formats.get(key) !== value) {
        this.#formats.set(key, value);
        this.#append(new Y.ContentFormat(key, value));
      }
  }

  #append(content: Content, client = this.#transaction.doc.clientID): void {
    const id = Y.createID(client, Y.getState(this.#transaction.doc.store, client));
    const origin = this.#last?.lastId ?? null;
    const item = new Y.Item(id, this.#last, origin, null, null, this.#text, null, content);
    item.integrate(this.#transaction, 0);
    this.#last = item;
  }
}

/** Returns the formats of marks as Yjs holds them; a mark that no letter can have is left out. */
export function formatsOf(marks: readonly ContentMark[]): Map<string, string | true> {
  const formats = new Map<string, string | true>();
  for (const { type, attrs } of marks) {
    const href = attrs?.['href'];
    if (type === linkMark && typeof href === 'string') formats.set(type, href);
    else if ((flagMarks as readonly string[]).includes(type)) formats.set(type, true);
  }
  return formats;
}
