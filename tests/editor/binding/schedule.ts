/**
 * Runs a random schedule of several writers on one passage, reproducible by its seed. After every act and every
 * receipt it checks that the editor shows the pure reading; at the end that no letter was lost or doubled.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { changedItems } from '#document/sequence/changed-items.ts';
import { wordsLeftOver } from '#document/sequence/left-over.ts';
import { openText } from '#document/sequence/roots.ts';
import { attributesRoot } from '#document/sequence/shapes.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import { CarriedAlong } from '#lib/editor/binding/undo.ts';
import { actNames, acts, type ActName } from './acts.ts';
import { expectedDocument, withoutAtomMarks } from './expected-document.ts';
import { HeadlessEditor, root } from './headless-editor.ts';
import { randomOf, type Random } from './random.ts';

export interface ScheduleOptions {
  readonly writers: number;
  readonly acts: number;
  /** Adds figures, rules, notes and tables. */
  readonly isRich: boolean;
  readonly withUndo: boolean;
  /** Adds acts that the seeds which failed once do not know. */
  readonly withLater?: boolean;
  /** Begins with a table, and adds acts on cells as the editor's commands do them. */
  readonly withGrid?: boolean;
  /** Takes these acts only, in a text of several paragraphs: each letter has to stay in its block. */
  readonly only?: readonly ActName[];
  /** Prints each act; for looking at a failure. */
  readonly isVerbose?: boolean;
}

interface Message {
  readonly to: Writer;
  readonly at: number;
  readonly update: Uint8Array;
}

interface Letter {
  readonly writer: number;
  /** The number of its run: letters typed one after the other without a move of the caret. */
  readonly run: number;
  /**
   * The id of the block in which it was typed; null if words stood there that were left behind when their block was
   * moved, and not yet brought along, or if it was left behind so itself, and moved with the block in which it stood.
   */
  home: unknown;
  wasDeleted: boolean;
  wasRestored: boolean;
  /** True if its author's editor brought it along with a block that somebody else moved. */
  wasCarried: boolean;
  moves: number;
}

export class Writer {
  readonly number: number;
  readonly editor: HeadlessEditor;
  readonly held: Message[] = [];
  isOffline = false;
  run = -1;
  /** The letter that was typed last; null if the caret was set elsewhere since. */
  last: string | null = null;
  /** The letter that the caret has left, since the editor did not show it for a while. */
  left: string | null = null;

  constructor(number: number, start: Uint8Array | null) {
    const doc = new Y.Doc();
    // Client ids decide between concurrent changes: the later writer does not always win.
    doc.clientID = 1000 + ((number * 7) % 5) * 10 + number;
    openText(doc, root);
    if (start) Y.applyUpdate(doc, start);
    this.number = number;
    this.editor = new HeadlessEditor(doc);
    this.editor.history.manager.captureTimeout = 1e12;
  }
}

/** Returns a text of empty paragraphs. */
function paragraphs(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 999;
  const text = openText(doc, root);
  for (const id of ['a', 'b', 'c', 'd']) text.insertEmbed(text.length, { block: `paragraph${id}` });
  return Y.encodeStateAsUpdate(doc);
}

export interface ScheduleResult {
  readonly letters: number;
  readonly continued: number;
  readonly doubled: number;
  readonly receipts: number;
}

export class Schedule {
  readonly random: Random;
  readonly writers: readonly Writer[];
  readonly letters = new Map<string, Letter>();
  readonly options: ScheduleOptions;
  #time = 0;
  #messages: Message[] = [];
  #runs = 0;
  #code = 0x4e00;
  continued = 0;
  receipts = 0;
  current = 'start';

  constructor(seed: number, options: ScheduleOptions) {
    this.options = options;
    this.random = randomOf(seed);
    const start = options.only ? paragraphs() : null;
    this.writers = Array.from({ length: options.writers }, (_, number) => new Writer(number, start));
    for (const from of this.writers) {
      from.editor.doc.on('afterTransaction', (transaction: Y.Transaction) => {
        if (!(transaction.origin instanceof CarriedAlong)) return;
        for (const letter of insertedIn(transaction)) this.#letter(letter).wasCarried = true;
      });
      from.editor.doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin === 'network') return;
        if (this.#holding === from) return;
        // Letters of one writer arrive in their order, some soon, some after 30 seconds.
        for (const to of this.writers)
          if (to !== from) this.#messages.push({ to, at: this.#due(from, to), update });
      });
    }
  }

  #holding: Writer | null = null;

  /** Sends what is written within as one change, as the gate of a composition does. */
  hold(writer: Writer, write: () => void): void {
    const { doc } = writer.editor;
    const before = Y.encodeStateVector(doc);
    this.#holding = writer;
    write();
    this.#holding = null;
    const update = Y.encodeStateAsUpdate(doc, before);
    for (const to of this.writers)
      if (to !== writer) this.#messages.push({ to, at: this.#due(writer, to), update });
  }

  #acting: { readonly writer: Writer; readonly letters: Map<string, number> } | null = null;
  readonly #links = new Map<string, number>();

  #due(from: Writer, to: Writer): number {
    // A server sends what it has in one order to everybody; the other schedules are rougher than that.
    const link = this.options.only ? String(to.number) : `${from.number} ${to.number}`;
    const delay = this.random.chance(0.5) ? this.random.below(500) : this.random.below(30_000);
    const at = Math.max(this.#links.get(link) ?? 0, this.#time + delay);
    this.#links.set(link, at);
    return at;
  }

  run(): ScheduleResult {
    const { isRich, withUndo, withLater = false, withGrid = false, only } = this.options;
    const names = actNames.filter((name) => {
      const { isLater = false, grid, ...act } = acts[name];
      if (only) return only.includes(name);
      return (
        (isRich || !act.isRich) &&
        (withUndo || !act.isUndo) &&
        (withLater || !isLater) &&
        grid !== (withGrid ? 'plain' : 'spans')
      );
    });
    const weights = names.map((name) => acts[name].weight);
    if (withGrid) {
      this.act(this.writers[0] as Writer, 'table');
      this.#time = Infinity;
      this.deliver();
      this.#time = 0;
      this.#links.clear();
    }
    for (let n = 0; n < this.options.acts; n++) {
      this.#time += this.random.below(2_000);
      this.deliver();
      const writer = this.random.of(this.writers);
      this.act(writer, this.random.weighted(names, weights));
    }
    for (const writer of this.writers) writer.isOffline = false;
    this.#time = Infinity;
    // Yjs cleans up formats after a receipt, which is one more change to send.
    while (this.#messages.length > 0) this.deliver();
    return this.#finish();
  }

  act(writer: Writer, name: ActName): void {
    this.current = `${name} by ${writer.number}`;
    const { editor } = writer;
    const act = acts[name];
    if (this.random.chance(0.5)) editor.history.boundary();
    const before = countLetters(editor.state.doc);
    this.#acting = { writer, letters: before };
    // Undo reaches cells, captions and notes that somebody deleted as well.
    const stood = act.isUndo || act.shows ? allLetters(editor.doc) : [];
    const ids =
      act.isUndo || act.moves || act.keepsCaret
        ? null
        : new Set(idsOfLetters(editor.doc).map(({ id }) => id));
    if (!act.keepsCaret) writer.last = null;
    act.run(this, writer);
    if (this.options.isVerbose) console.log(this.current, '\n  ', outline(editor.state.doc));
    this.#acting = null;
    for (const { letter, id } of ids ? idsOfLetters(editor.doc) : [])
      // Of two copies of a block one can go once they are alike again; what stands in it comes along to the other.
      if (before.has(letter) && !ids?.has(id) && !this.#letter(letter).wasCarried)
        this.fail(`the act wrote ${letter} again`);
    if (act.isUndo) {
      const before = countsOf(stood);
      const after = countsOf(allLetters(editor.doc));
      for (const letter of before.keys()) if (!after.has(letter)) this.#letter(letter).wasDeleted = true;
      // What is restored in a cell that a merged one covers by now is not shown.
      for (const [letter, count] of after)
        if (count > (before.get(letter) ?? 0)) this.#letter(letter).wasRestored = true;
    }
    const after = countLetters(editor.state.doc);
    for (const [letter, count] of before) {
      if ((after.get(letter) ?? 0) >= count) continue;
      if (!act.deletes) this.fail(`the act deleted ${letter}`);
      this.#letter(letter).wasDeleted = true;
    }
    for (const [letter, count] of after) {
      if (count <= (before.get(letter) ?? 0) || (!before.has(letter) && act.types)) continue;
      if (act.shows && this.#mayComeOut(letter, stood)) continue;
      if (!act.isUndo) this.fail(`the act doubled ${letter}`);
      this.#letter(letter).wasRestored = true;
    }
    this.check(writer);
  }

  /** Checks whether a letter may have stood in a cell that was covered: once, or twice if two moved it at once. */
  #mayComeOut(letter: string, stood: readonly string[]): boolean {
    const { moves, wasRestored, wasCarried } = this.#letter(letter);
    return (
      moves + (wasCarried ? 1 : 0) > 1 || wasRestored || stood.filter((one) => one === letter).length === 1
    );
  }

  /** Types a new letter at the caret; it has to stand behind the one typed before. */
  type(writer: Writer): void {
    const { editor } = writer;
    if (!editor.state.selection.$head.parent.inlineContent) return;
    const isContinued = this.#isBehindLast(writer);
    if (!isContinued) writer.run = this.#runs++;
    const letter = this.newLetter(writer);
    editor.type(letter);
    this.check(writer);
    if (isContinued) {
      this.continued += 1;
      const { $head } = editor.state.selection;
      const before = $head.parent.textBetween(0, $head.parentOffset, '', '.');
      if (!before.endsWith(`${writer.last}${letter}`))
        this.fail(`${letter} does not stand behind ${writer.last}`);
    }
    writer.last = letter;
  }

  /**
   * Checks whether the caret has to be behind the letter that was typed last. It is not where a colleague deleted the
   * letter and an undo of that restored it: what was restored is another letter to the right of the caret. Nor is it
   * where the letter was not shown for a while, because its caption, cell or note was not: a caret that was sent
   * elsewhere stays there.
   */
  #isBehindLast({ last, left, editor }: Writer): boolean {
    if (last === null || last === left || countLetters(editor.state.doc).get(last) !== 1) return false;
    if (!this.#letter(last).wasRestored) return true;
    const own = writerIdsOf(editor.doc);
    return idsOfLetters(editor.doc).some(({ letter, client }) => letter === last && own.includes(client));
  }

  newLetter(writer: Writer): string {
    const code = this.#code++;
    // Every seventh letter is a surrogate pair.
    const letter = String.fromCodePoint(code % 7 === 0 ? code + 0x1_b200 : code);
    const { number, run } = writer;
    const untouched = { wasDeleted: false, wasRestored: false, wasCarried: false, moves: 0 };
    const { parent } = writer.editor.state.selection.$head;
    const { id } = parent.attrs as { id: unknown };
    const isAtHome = [...countLetters(parent).keys()].every((one) => {
      const letter = this.letters.get(one);
      return !letter || letter.home === id;
    });
    const home = isAtHome ? id : null;
    this.letters.set(letter, { writer: number, run, home, ...untouched });
    return letter;
  }

  newRun(writer: Writer): void {
    writer.run = this.#runs++;
    writer.last = null;
  }

  moved(node: Node): void {
    for (const one of countLetters(node).keys()) {
      const letter = this.#letter(one);
      letter.moves += 1;
      // Words that were left behind, and not yet brought along, go where the block goes in which they stand.
      if (letter.home !== node.attrs['id']) letter.home = null;
    }
  }

  #letter(letter: string): Letter {
    const known = this.letters.get(letter);
    if (!known) this.fail(`nobody typed ${letter} (${letter.codePointAt(0)?.toString(16)})`);
    return known;
  }

  /** Delivers what is due, in a random order of the links. */
  deliver(): void {
    const due = this.#messages.filter(({ at, to }) => at <= this.#time && !to.isOffline);
    this.#messages = this.#messages.filter((message) => !due.includes(message));
    const groups = new Map<Writer, Message[]>();
    for (const message of due) groups.set(message.to, [...(groups.get(message.to) ?? []), message]);
    for (const [to, messages] of groups) {
      const isMerged = this.random.chance(0.3);
      const updates = messages.map(({ update }) => update);
      for (const update of isMerged ? [Y.mergeUpdates(updates)] : updates) {
        this.current = `receipt by ${to.number}`;
        this.receipts += 1;
        const before = countLetters(to.editor.state.doc);
        Y.applyUpdate(to.editor.doc, update, 'network');
        this.#received(to, before);
        if (to.last !== null && !countLetters(to.editor.state.doc).has(to.last)) to.left = to.last;
        if (this.options.isVerbose) console.log(this.current, '\n  ', outline(to.editor.state.doc));
        this.check(to);
      }
    }
  }

  /** Leaves out what arrives during an act. */
  #received(to: Writer, before: Map<string, number>): void {
    if (this.#acting?.writer !== to) return;
    const { letters } = this.#acting;
    const after = countLetters(to.editor.state.doc);
    for (const letter of new Set([...before.keys(), ...after.keys()])) {
      const change = (after.get(letter) ?? 0) - (before.get(letter) ?? 0);
      if (change !== 0) letters.set(letter, (letters.get(letter) ?? 0) + change);
    }
  }

  check({ editor }: Writer): void {
    if (this.options.only) this.#noteTwins(editor.state.doc);
    const shown = withoutAtomMarks(editor.state.doc);
    const expected = expectedDocument(editor.doc, root);
    if (!shown.eq(expected))
      this.fail(`the editor shows\n${outline(shown)}\ninstead of\n${outline(expected)}`);
    if (!editor.binding.tree.document().eq(editor.state.doc)) this.fail('the index differs from the editor');
  }

  #finish(): ScheduleResult {
    const [first, ...others] = this.writers.map(({ editor }) => editor.state.doc);
    if (!first) throw new Error('A schedule needs writers.');
    for (const other of others)
      if (!other.eq(first)) this.fail(`replicas differ:\n${outline(first)}\n${outline(other)}`);
    const counts = countLetters(first);
    // What a colleague wrote in a table, picture or note while it was being deleted is left over, once.
    for (const letter of this.#leftOver()) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    let doubled = 0;
    const ends = new Map<number, string[]>();
    const { letters } = this;
    for (const [letter, { wasDeleted, wasRestored, wasCarried, moves, run }] of letters) {
      const count = counts.get(letter) ?? 0;
      if (!wasDeleted && moves === 0 && count !== 1) this.fail(`${letter} stands ${count} times`);
      if (!wasDeleted && count === 0) this.fail(`${letter} was lost`);
      if (count > 1) {
        // Two who move a block at once get it twice.
        if (!wasRestored && moves + (wasCarried ? 1 : 0) < 2) this.fail(`${letter} stands ${count} times`);
        doubled += 1;
      }
      if (count === 1 && moves === 0 && !wasRestored && !wasCarried)
        ends.set(run, [...(ends.get(run) ?? []), letter]);
    }
    if (this.options.only) this.#checkHomes(first);
    const places = new Map([...lettersOf(first)].map((letter, index) => [letter, index]));
    for (const run of ends.values())
      for (const [index, letter] of run.entries())
        if (index > 0 && (places.get(letter) ?? 0) < (places.get(run[index - 1] as string) ?? 0))
          this.fail(`${letter} stands before ${run[index - 1] as string}`);
    for (const { editor } of this.writers) editor.close();
    return { letters: letters.size, continued: this.continued, doubled, receipts: this.receipts };
  }

  /** The ids of blocks that two moved at once. */
  readonly #twins = new Set<unknown>();

  #noteTwins(document: Node): void {
    const seen = new Set<unknown>();
    for (const { attrs } of document.children) {
      if (seen.has(attrs['id'])) this.#twins.add(attrs['id']);
      seen.add(attrs['id']);
    }
  }

  /** Two who move a block at once get it twice; if one is moved again, it gets an id of its own. */
  #checkHomes(document: Node): void {
    for (const { attrs, textContent } of document.children)
      for (const letter of textContent) {
        const { home, moves, wasCarried } = this.#letter(letter);
        const isOfTwins =
          this.#twins.has(home) || (attrs['id'] !== null && !String(attrs['id']).startsWith('paragraph'));
        const isDoubled = isOfTwins || moves + (wasCarried ? 1 : 0) > 1;
        if (home !== null && home !== attrs['id'] && !isDoubled)
          this.fail(`${letter} stands in ${String(attrs['id'])}, not in ${JSON.stringify(home)}`);
      }
  }

  /** Returns the letters that are left over from what was deleted. */
  #leftOver(): string[] {
    const { doc } = (this.writers[0] as Writer).editor;
    return wordsLeftOver(doc).flatMap(({ text }) =>
      Array.from(text).filter((letter) => this.letters.has(letter))
    );
  }

  fail(reason: string): never {
    throw new Error(`${this.current}: ${reason}`);
  }
}

export function* insertedIn(transaction: Y.Transaction): Generator<string> {
  for (const items of changedItems(transaction).values())
    for (const { content, deleted } of items)
      if (!deleted && content instanceof Y.ContentString)
        for (const letter of content.str) if (letter !== '\n') yield letter;
}

/** In their order, without line breaks. */
function* lettersOf(document: Node): Generator<string> {
  const texts: string[] = [];
  document.descendants((node) => {
    if (node.isText) texts.push(node.text ?? '');
  });
  yield* texts.join('');
}

const allLetters = (doc: Y.Doc): string[] =>
  [...doc.share.keys()].flatMap((name) =>
    name === attributesRoot ? [] : idsIn(openText(doc, name)).map(({ letter }) => letter)
  );

/** Of all letters that stand. */
const idsOfLetters = (doc: Y.Doc): LetterId[] => [...doc.share.values()].flatMap((type) => idsIn(type));

interface LetterId {
  readonly letter: string;
  readonly client: number;
  readonly id: string;
}

function idsIn(type: { readonly _start: Y.Item | null }): LetterId[] {
  const ids: LetterId[] = [];
  for (let item = type._start; item; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
    const { client } = item.id;
    let { clock } = item.id;
    for (const letter of item.content.str) {
      if (letter !== '\n') ids.push({ letter, client, id: `${client} ${clock}` });
      clock += letter.length;
    }
  }
  return ids;
}

export const countLetters = (document: Node): Map<string, number> => countsOf(lettersOf(document));

function countsOf(letters: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
}

export const outline = (document: Node): string =>
  [...document.children]
    .map(({ attrs, textContent, type, content }) =>
      [
        type.name === 'block' ? String(attrs['kind']).slice(0, 2) : type.name,
        attrs['id'] === null ? 'virtual' : String(attrs['id']).slice(-4),
        attrs['list'] ? `${String(attrs['list'])}${String(attrs['indent'])}` : '',
        type.name === 'block' ? textContent : content.toString()
      ].join(' ')
    )
    .join(' | ');
