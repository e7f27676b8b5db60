/**
 * Runs a random schedule that knows the author of each letter: the writer who typed it, and after that the one who moved
 * or restored it. It follows which letters come and go with each change of a writer, and asks no item of Yjs for its
 * client.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { CarriedAlong } from '#lib/editor/binding/undo.ts';
import { presentAuthors } from '#document/authorship.ts';
import { openText } from '#document/sequence/roots.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import { attributesRoot } from '#document/sequence/shapes.ts';
import type { ContentNode } from '#base/content.ts';
import type { ActName } from './acts.ts';
import { insertedIn, Schedule, type ScheduleOptions, type Writer } from './schedule.ts';

/** One writing of a letter. */
interface Writing {
  readonly by: Writer;
  /** Counts what its writer had written before: a replica that has received more knows it, or will. */
  readonly clock: number;
  wasDeleted: boolean;
}

export class AuthoredSchedule extends Schedule {
  readonly #writings = new Map<string, Writing[]>();
  /** The client ids under which each has written: one for letters, others for structure. */
  readonly #ids = new Map<Writer, Set<number>>();
  #acts = 0;
  #acting: { readonly writer: Writer; readonly clock: number } | null = null;
  /** How many letters were compared, and how many of them could have had one author only. */
  compared = 0;
  certain = 0;
  edits = 0;

  constructor(seed: number, options: ScheduleOptions) {
    super(seed, options);
    for (const writer of this.writers) this.#follow(writer);
  }

  override act(writer: Writer, name: ActName): void {
    this.#acting = { writer, clock: this.#clockOf(writer) };
    super.act(writer, name);
    this.#acting = null;
    if (++this.#acts % 20 === 0) this.#compare(writer, false);
  }

  /** Words of a moved block are written again by the person who moves it; cells, captions and notes are not. */
  override moved(node: Node): void {
    super.moved(node);
    if (!this.#acting || node.type.name !== 'block') return;
    const { writer, clock } = this.#acting;
    for (const child of node.children)
      if (child.isText)
        for (const letter of child.text ?? '') {
          for (const writing of this.#knownTo(writer, letter)) writing.wasDeleted = true;
          this.#write(writer, letter, clock);
        }
  }

  /** Other schedules look at the editor after each step. */
  override check(): void {
    // Looking at the whole text thousands of times would take most of the time.
  }

  compareAll(): void {
    for (const writer of this.writers) this.#compare(writer, true);
  }

  #follow(writer: Writer): void {
    const { doc } = writer.editor;
    let before = new Map<string, number>();
    let [isKnown, open, clock] = [false, 0, 0];
    doc.on('beforeTransaction', ({ origin }: Y.Transaction) => {
      // Yjs ends a change after those that follow from it.
      if (origin === 'network' || open++ > 0) return;
      clock = this.#clockOf(writer);
      if (!isKnown) before = lettersIn(doc);
    });
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      const { changed } = transaction;
      const origin: unknown = transaction.origin;
      isKnown = origin !== 'network';
      if (!isKnown) return;
      open -= 1;
      if (changed.size > 0) this.edits += 1;
      // Own words that are brought along with a moved block are written again: the count is the same.
      if (origin instanceof CarriedAlong)
        for (const letter of insertedIn(transaction)) {
          for (const writing of this.#knownTo(writer, letter)) writing.wasDeleted ||= writing.by === writer;
          this.#write(writer, letter, clock);
        }
      const after = lettersIn(doc);
      for (const letter of new Set([...before.keys(), ...after.keys()]))
        this.#changed(writer, letter, [before.get(letter) ?? 0, after.get(letter) ?? 0], clock);
      before = after;
    });
  }

  #changed(writer: Writer, letter: string, [before, after]: readonly [number, number], clock: number): void {
    for (let more = before; more < after; more++) this.#write(writer, letter, clock);
    if (after === 0) for (const writing of this.#knownTo(writer, letter)) writing.wasDeleted = true;
  }

  #write(by: Writer, letter: string, clock: number): void {
    const writings = this.#writings.get(letter) ?? [];
    writings.push({ by, clock, wasDeleted: false });
    this.#writings.set(letter, writings);
  }

  /** Returns the writings of a letter that a writer's replica has received. */
  #knownTo({ editor: { doc } }: Writer, letter: string): Writing[] {
    return (this.#writings.get(letter) ?? []).filter(({ by, clock }) => this.#clockOf(by, doc) > clock);
  }

  /** Returns how much of a writer a document has: what arrives of one writer arrives in its order. */
  #clockOf(writer: Writer, doc = writer.editor.doc): number {
    return [...this.#idsOf(writer)].reduce((sum, client) => sum + Y.getState(doc.store, client), 0);
  }

  #idsOf(writer: Writer): ReadonlySet<number> {
    const ids = this.#ids.get(writer) ?? new Set();
    for (const client of writerIdsOf(writer.editor.doc)) ids.add(client);
    this.#ids.set(writer, ids);
    return ids;
  }

  #ownerOf(client: number): string {
    return String(this.writers.find((writer) => this.#idsOf(writer).has(client))?.number);
  }

  #compare(reader: Writer, isLast: boolean): void {
    const { doc } = reader.editor;
    const { sections, authors } = presentAuthors(doc, ['report'], (client) => ({
      userId: this.#ownerOf(client),
      first: null,
      last: null
    }));
    for (const [letter, author] of authoredLetters(sections[0]?.en ?? [])) {
      const known = this.#knownTo(reader, letter);
      const standing = known.filter(({ wasDeleted }) => !wasDeleted);
      const possible = isLast && standing.length > 0 ? standing : known;
      const expected = new Set(possible.map(({ by }) => String(by.number)));
      this.compared += 1;
      if (expected.size === 1) this.certain += 1;
      if (!expected.has(String(authors[author])))
        this.fail(`${letter} is ${String(authors[author])}’s instead of ${[...expected].join(' or ')}’s`);
    }
  }
}

/** Counts the letters of all texts of a document, those of tables, pictures and notes that were deleted included. */
function lettersIn(doc: Y.Doc): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of doc.share.keys()) {
    if (name === attributesRoot) continue;
    for (let item = openText(doc, name)._start; item; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
      for (const letter of item.content.str) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
  }
  return counts;
}

function* authoredLetters(nodes: readonly ContentNode[]): Generator<[letter: string, author: number]> {
  for (const { text = '', marks, content = [] } of nodes) {
    const n = marks?.find(({ type }) => type === 'author')?.attrs?.['n'];
    for (const letter of text) yield [letter, typeof n === 'number' ? n : 0];
    yield* authoredLetters(content);
  }
}
