/**
 * Runs a random schedule of two people who work apart, both move one block and change it, and then receive what the
 * other did. The same seed gives the same acts, whatever the way in which they are received.
 */
import * as Y from 'yjs';
import { openText } from '#document/sequence/roots.ts';
import { structureIdOf } from '#document/writer-ids.ts';
import type { CatchUp } from '#lib/editor/binding/binding-options.ts';
import { deleteSelection, moveBlock, setKind, splitBlock } from '#lib/editor/binding/block-commands.ts';
import { DuplicateBlockWatch, type DuplicateBlock } from '#lib/editor/binding/duplicate-blocks.ts';
import { HeadlessEditor, root } from './headless-editor.ts';
import { randomOf, type Random } from './random.ts';
import { countLetters } from './schedule.ts';
import { blocksOf, expectShown } from './two-editors.ts';

/** Says who receives first, and whether all at once or one act after the other. */
export interface Receiving {
  readonly first: 0 | 1;
  readonly isMerged: boolean;
  /** Both were connected: what is received is taken for complete from the first act on. */
  readonly isLive: boolean;
}

export interface Received {
  readonly blocks: readonly string[];
  /** The blocks of which each is shown at the end that they stand twice. */
  readonly shown: readonly (readonly DuplicateBlock[])[];
  /** How often each letter stands. */
  readonly counts: ReadonlyMap<string, number>;
  /** The letters that nobody deleted, and those that somebody did. */
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
  /** The letters that each person deleted, by the client id of the copies that they inserted. */
  readonly deletedBy: ReadonlyMap<number, readonly string[]>;
}

/** The block that both move. */
const shared = 'p2';
const paragraphs = [
  ['p1', 'abc'],
  [shared, 'efghijkl'],
  ['p3', 'mno']
] as const;
const lettersTyped = ['ABCDEFGHIJKLMNOP', '0123456789αβγδεζ'] as const;

/** Says that all has arrived when a schedule says so. */
class CaughtUp implements CatchUp {
  readonly #calls: (() => void)[] = [];
  isCaughtUp: boolean;

  constructor(isCaughtUp: boolean) {
    this.isCaughtUp = isCaughtUp;
  }

  onCaughtUp(call: () => void): () => void {
    this.#calls.push(call);
    return () => undefined;
  }

  complete(): void {
    this.isCaughtUp = true;
    for (const call of this.#calls) call();
  }
}

class Person {
  readonly editor: HeadlessEditor;
  readonly catchUp: CaughtUp;
  readonly letters: string[];
  shown: readonly DuplicateBlock[] = [];
  /** What the other has not received yet. */
  unsent: Uint8Array[] = [];

  constructor(client: number, start: Uint8Array, letters: string, isLive: boolean) {
    const doc = new Y.Doc();
    doc.clientID = client;
    const text = openText(doc, root);
    Y.applyUpdate(doc, start);
    this.letters = Array.from(letters);
    this.catchUp = new CaughtUp(isLive);
    this.editor = new HeadlessEditor(doc, root, undefined, [], this.catchUp);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'network') this.unsent.push(update);
    });
    new DuplicateBlockWatch(text, (found) => (this.shown = found));
  }

  /** Does some acts, one of which moves the block. */
  act(random: Random): void {
    const count = 1 + random.below(5);
    const moving = random.below(count);
    for (let index = 0; index < count; index++) {
      this.editor.history.boundary();
      if (index === moving || random.chance(0.1)) this.#move(random);
      else
        random.weighted(
          [this.#delete, this.#type, this.#split, this.#head, () => void this.editor.undo()],
          [6, 5, 1, 1, 1]
        )(random);
    }
  }

  readonly #move = (random: Random): void => {
    const { editor } = this;
    const from = [...editor.state.doc.children].findIndex(({ attrs }) => attrs['id'] === shared);
    const places = Array.from({ length: editor.state.doc.childCount + 1 }, (_, index) => index);
    editor.run(moveBlock(from, random.of(places.filter((at) => at !== from && at !== from + 1))));
  };

  readonly #delete = (random: Random): void => {
    const [start, size] = this.#content();
    if (size === 0) return;
    const from = random.below(size);
    this.editor.caret(start + from, start + Math.min(size, from + 1 + random.below(3)));
    this.editor.run(deleteSelection);
  };

  readonly #type = (random: Random): void => {
    const [start, size] = this.#content();
    this.editor.caret(start + random.below(size + 1));
    for (let count = 1 + random.below(2); count > 0; count--) this.editor.type(this.letters.shift() ?? '');
  };

  readonly #split = (random: Random): void => {
    const [start, size] = this.#content();
    this.editor.caret(start + random.below(size + 1));
    this.editor.run(splitBlock);
  };

  readonly #head = (): void => {
    this.editor.caret(this.#content()[0]);
    this.editor.run(setKind('h2'));
  };

  /** Returns where the content of the block begins, and how long it is. */
  #content(): [start: number, size: number] {
    let found: [number, number] = [1, 0];
    this.editor.state.doc.forEach(({ attrs, content }, position) => {
      if (attrs['id'] === shared) found = [position + 1, content.size];
    });
    return found;
  }
}

/** Runs a schedule, and says what stands at the end. */
export function runApart(seed: number, { first, isMerged, isLive }: Receiving): Received {
  const random = randomOf(seed);
  const start = startOf();
  const clients = random.chance(0.5) ? [1, 2] : [2, 1];
  const people = lettersTyped.map(
    (letters, index) => new Person(clients[index] ?? 0, start, letters, isLive)
  ) as [Person, Person];
  const known = paragraphs.flatMap(([, words]) => Array.from(words));
  const deletedBy = new Map<number, readonly string[]>();
  const kept = new Set(known);
  for (const person of people) {
    person.act(random);
    const stand = countLetters(person.editor.state.doc);
    for (const letter of stand.keys()) kept.add(letter);
    deletedBy.set(
      structureIdOf(person.editor.doc.clientID),
      known.filter((letter) => !stand.has(letter))
    );
  }
  const deleted = [...new Set([...deletedBy.values()].flat())];
  const receive = (from: Person, to: Person): void => {
    const updates = from.unsent;
    from.unsent = [];
    for (const update of isMerged && updates.length > 0 ? [Y.mergeUpdates(updates)] : updates) {
      Y.applyUpdate(to.editor.doc, update, 'network');
      expectShown(to.editor);
    }
  };
  const [one, other] = [people[first], people[1 - first] as Person];
  receive(other, one);
  receive(one, other);
  receive(other, one);
  for (const person of [one, other]) person.catchUp.complete();
  while (people.some(({ unsent }) => unsent.length > 0)) {
    receive(other, one);
    receive(one, other);
  }
  const result = {
    blocks: blocksOf(one.editor),
    shown: people.map(({ shown }) => shown),
    counts: countLetters(one.editor.state.doc),
    kept: [...kept].filter((letter) => !deleted.includes(letter)),
    deleted,
    deletedBy
  };
  if (JSON.stringify(blocksOf(other.editor)) !== JSON.stringify(result.blocks))
    throw new Error(`replicas differ: ${result.blocks.join('|')} ${blocksOf(other.editor).join('|')}`);
  for (const { editor } of people) editor.close();
  return result;
}

function startOf(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 9;
  const text = openText(doc, root);
  for (const [id, words] of paragraphs) {
    text.insertEmbed(text.length, { block: id }, {});
    text.insert(text.length, words, {});
  }
  return Y.encodeStateAsUpdate(doc);
}
